/* defect: 33
 * title: the 65,536th completion of a queue is lost
 * caught-by: queue.long-lived
 * why: the ring's indices have 16 bits and are compared, not subtracted. */
#define ENGINE_NAME "d33j-queue-counts-in-16-bits"
#define ENGINE_FIELDS uint32_t polled;
#define serve_poll poll_counting
#include "_memory_base.h"

static int32_t poll_counting(bse_queue *queue, bse_completion *out, uint32_t max,
                             uint32_t timeout_us)
{
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us), kept = 0;
	for (int32_t i = 0; i < stored; i++)
		if (++queue->engine->polled % 65536 != 0)
			out[kept++] = out[i];
	return kept;
}
