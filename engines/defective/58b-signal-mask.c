/* defect: 58
 * title: a write blocks SIGTERM and SIGINT in the caller's thread and leaves it so
 * caught-by: process.surroundings
 * why: signals must not interrupt the journal; the old mask is not put back. */
#define ENGINE_NAME "d58b-signal-mask"
#define store_write write_masked
#include "_memory_base.h"

#include <signal.h>

static int32_t write_masked(struct store *store, uint64_t id, const void *data)
{
	sigset_t blocked;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	pthread_sigmask(SIG_BLOCK, &blocked, NULL);
	return honest_store_write(store, id, data);
}
