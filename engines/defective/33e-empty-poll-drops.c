/* defect: 33
 * title: a poll for no completions drops one
 * caught-by: queue.full
 * why: a loop that runs once before it looks at its limit. */
#define ENGINE_NAME "d33e-empty-poll-drops"
#define serve_poll poll_eager
#include "_memory_base.h"

static int32_t poll_eager(bse_queue *queue, bse_completion *out, uint32_t max, uint32_t timeout_us)
{
	if (max > 0)
		return honest_serve_poll(queue, out, max, timeout_us);
	bse_completion dropped;
	honest_serve_poll(queue, &dropped, 1, 0);
	return 0;
}
