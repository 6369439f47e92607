/* defect: 38
 * title: the shutdown of a fenced engine writes its cache back, over the next engine's blocks
 * caught-by: swap.unflushed-writes
 * needs: swap
 * why: the fence is looked at for calls, not at the end. */
#define ENGINE_NAME "d38b-fenced-cache-written-back"
#define store_close close_without_claim
#include "_write_back_base.h"

static int32_t close_without_claim(struct store *store)
{
	int32_t status = store->state == STATE_STANDBY ? 0 : write_back(store);
	while (store->cached > 0)
		cache_drop(store, 0);
	if (status == 0)
		status = device_sync(store);
	free_store(store);
	return status;
}
