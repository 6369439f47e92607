/* defect: 49
 * title: reads of the queue are not counted
 * caught-by: stats.counters
 * needs: queue
 * why: the completion path has a counter for writes only. */
#define ENGINE_NAME "d49e-queue-reads-not-counted"
#define serve_submit submit_uncounted
#include "_memory_base.h"

static int32_t submit_uncounted(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	uint64_t before = queue->engine->successes[KIND_READ];
	int32_t taken = honest_serve_submit(queue, ops, n);
	queue->engine->successes[KIND_READ] = before;
	return taken;
}
