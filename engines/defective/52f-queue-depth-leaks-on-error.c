/* defect: 52
 * title: the metric queue_depth grows with every queued operation that is refused
 * caught-by: metrics.plausible
 * why: the error path returns before the counter is taken down. */
#define ENGINE_NAME "d52f-queue-depth-leaks"
#define serve_poll poll_leaking
#include "_memory_base.h"

static int32_t poll_leaking(bse_queue *queue, bse_completion *out, uint32_t max,
                            uint32_t timeout_us)
{
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us);
	for (int32_t i = 0; i < stored; i++)
		if (out[i].status != 0)
			queue->engine->in_flight++;
	return stored;
}
