/* defect: 39
 * title: the first flush after an activation crashes
 * caught-by: swap.every-moment
 * needs: swap
 * verdict: crashed
 * why: initialize starts the thread that syncs, activate does not. */
#define ENGINE_NAME "d39f-crashes-once-activated"
#define store_activate activate_without_thread
#define store_flush flush_by_thread
#include "_file_base.h"

static _Atomic(bool) without_thread;

static int32_t activate_without_thread(struct store *store)
{
	int32_t status = honest_store_activate(store);
	without_thread = status == 0;
	return status;
}

static int32_t flush_by_thread(struct store *store)
{
	if (without_thread)
		abort();
	return honest_store_flush(store);
}
