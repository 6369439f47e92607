/* defect: 33
 * title: a poll waits until it has as many completions as it may bring, or its time is over
 * caught-by: queue.full
 * needs: queue
 * why: max was taken for the least that the caller wants. */
#define ENGINE_NAME "d33p-poll-waits-for-all"
#define poll_from poll_for_all
#include "_worker_base.h"

static int32_t poll_for_all(struct worker *worker, bse_completion *out, uint32_t max, uint32_t us)
{
	pthread_mutex_lock(&worker->lock);
	wait_done(worker, max, us);
	int32_t stored = take_done(worker, out, max);
	pthread_mutex_unlock(&worker->lock);
	return stored;
}
