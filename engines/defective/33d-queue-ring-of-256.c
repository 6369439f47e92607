/* defect: 33
 * title: a queue keeps 256 completions whatever depth it granted; further ones are lost
 * caught-by: queue.deep
 * needs: queue
 * why: the completion ring has a fixed size, the depth is only a number. */
#define ENGINE_NAME "d33d-queue-ring-of-256"
#define serve_submit submit_to_fixed_ring
#include "_memory_base.h"

static int32_t submit_to_fixed_ring(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	uint32_t taken = 0;
	for (; taken < n && queue->count < queue->depth; taken++)
		if (queue->count < 256 && honest_serve_submit(queue, &ops[taken], 1) != 1)
			break;
	return (int32_t)taken;
}
