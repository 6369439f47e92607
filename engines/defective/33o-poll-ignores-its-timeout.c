/* defect: 33
 * title: a poll with a timeout comes back at once with nothing while operations are in flight
 * caught-by: queue.full
 * needs: queue
 * why: its own caller polls in a loop, and never asked it to wait. */
#define ENGINE_NAME "d33o-poll-ignores-timeout"
#define poll_from poll_at_once
#include "_worker_base.h"

static int32_t poll_at_once(struct worker *worker, bse_completion *out, uint32_t max, uint32_t us)
{
	(void)us;
	return honest_poll_from(worker, out, max, 0);
}
