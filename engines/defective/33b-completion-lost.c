/* defect: 33
 * title: a queue that is filled to its depth loses a completion
 * caught-by: queue.full
 * needs: queue
 * why: the completion ring has the depth's size but keeps one slot free to tell full from empty. */
#define ENGINE_NAME "d33b-completion-lost"
#define serve_submit submit_overflowing
#include "_memory_base.h"

static int32_t submit_overflowing(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	int32_t taken = honest_serve_submit(queue, ops, n);
	if (queue->depth > 1 && queue->count == queue->depth)
		queue->count--;
	return taken;
}
