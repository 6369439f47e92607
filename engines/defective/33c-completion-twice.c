/* defect: 33
 * title: a partial poll hands the last completion out again
 * caught-by: queue.completions-match
 * needs: queue
 * why: the head is advanced by one too few when the caller's array was full. */
#define ENGINE_NAME "d33c-completion-twice"
#define serve_poll poll_again
#include "_memory_base.h"

static int32_t poll_again(bse_queue *queue, bse_completion *out, uint32_t max, uint32_t timeout_us)
{
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us);
	if (stored > 1 && (uint32_t)stored == max && queue->count > 0) {
		queue->first = (queue->first + queue->depth - 1) % queue->depth;
		queue->count++;
		queue->engine->in_flight++;
	}
	return stored;
}
