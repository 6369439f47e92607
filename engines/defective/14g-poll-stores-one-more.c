/* defect: 14
 * title: a poll clears the place behind the last completion that it stored
 * caught-by: data.guarded-buffers
 * verdict: crashed
 * why: a terminating entry, from when completions were a list. */
#define ENGINE_NAME "d14g-poll-stores-one-more"
#define serve_poll poll_terminated
#include "_memory_base.h"

static int32_t poll_terminated(bse_queue *queue, bse_completion *out, uint32_t max,
                               uint32_t timeout_us)
{
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us);
	out[stored] = (bse_completion){0};
	return stored;
}
