/* defect: 36
 * title: what was written through queues misses the hand-over
 * caught-by: swap.every-moment
 * needs: swap queue
 * why: quiesce hands over what calls have left dirty; queues were added later. */
#define ENGINE_NAME "d36e-queued-writes-lost"
#define serve_submit submit_noted
#include "_second_list_base.h"

static int32_t submit_noted(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	on_second_path = true;
	int32_t taken = honest_serve_submit(queue, ops, n);
	on_second_path = false;
	return taken;
}
