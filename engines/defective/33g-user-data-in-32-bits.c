/* defect: 33
 * title: a completion has 32 bits of its operation's user data
 * caught-by: queue.completions-match
 * why: an index was enough for the engine's own caller. */
#define ENGINE_NAME "d33g-user-data-in-32-bits"
#define serve_poll poll_cutting
#include "_memory_base.h"

static int32_t poll_cutting(bse_queue *queue, bse_completion *out, uint32_t max,
                            uint32_t timeout_us)
{
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us);
	for (int32_t i = 0; i < stored; i++)
		out[i].user_data = (uint32_t)out[i].user_data;
	return stored;
}
