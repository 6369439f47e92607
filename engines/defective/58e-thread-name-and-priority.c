/* defect: 58
 * title: a flush renames its caller's thread and lowers its priority
 * caught-by: process.surroundings
 * why: code of a worker thread that is called by the host's thread now. */
#define ENGINE_NAME "d58e-thread-name"
#define store_flush flush_as_worker
#include "_memory_base.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static int32_t flush_as_worker(struct store *store)
{
	prctl(PR_SET_NAME, "flusher");
	setpriority(PRIO_PROCESS, 0, 5);
	return honest_store_flush(store);
}
