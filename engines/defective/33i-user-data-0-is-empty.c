/* defect: 33
 * title: a completion with user data 0 is taken for an empty place
 * caught-by: queue.user-data
 * why: callers pass pointers, and none of them is 0. */
#define ENGINE_NAME "d33i-user-data-0-is-empty"
#define serve_poll poll_nonzero
#include "_memory_base.h"

static int32_t poll_nonzero(bse_queue *queue, bse_completion *out, uint32_t max,
                            uint32_t timeout_us)
{
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us), kept = 0;
	for (int32_t i = 0; i < stored; i++)
		if (out[i].user_data != 0)
			out[kept++] = out[i];
	return kept;
}
