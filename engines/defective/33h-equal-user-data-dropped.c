/* defect: 33
 * title: of two operations in flight with the same user data one completes
 * caught-by: queue.user-data
 * why: operations in flight are kept in a map, and its key is what the caller may choose. */
#define ENGINE_NAME "d33h-equal-user-data-dropped"
#define serve_poll poll_distinct
#include "_memory_base.h"

static int32_t poll_distinct(bse_queue *queue, bse_completion *out, uint32_t max,
                             uint32_t timeout_us)
{
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us), kept = 0;
	for (int32_t i = 0; i < stored; i++) {
		bool again = false;
		for (int32_t before = 0; before < kept; before++)
			again |= out[before].user_data == out[i].user_data;
		if (!again)
			out[kept++] = out[i];
	}
	return kept;
}
