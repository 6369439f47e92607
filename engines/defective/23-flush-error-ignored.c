/* defect: 23
 * title: flush reports success though the write-back failed, and what failed is gone
 * caught-by: faults.flush-error
 * why: the loop over the cache frees each entry whatever its write returned; only the sync's
 * result is looked at. */
#define ENGINE_NAME "d23-flush-error-ignored"
#define store_flush flush_unlooked
#include "_write_back_base.h"

static int32_t flush_unlooked(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	if (claim(store) == 0) {
		while (store->cached > 0) {
			block_write(store, store->cache[0].id, store->cache[0].data);
			cache_drop(store, 0);
		}
		unclaim(store);
	}
	int32_t status = device_sync(store);
	pthread_rwlock_unlock(&store->lock);
	return status;
}
