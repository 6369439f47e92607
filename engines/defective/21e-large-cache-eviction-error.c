/* defect: 21
 * title: an error while a cache of 512 blocks evicts one drops that block
 * caught-by: faults.file-size-limit
 * why: eviction has no caller to tell, and in tests of few blocks nothing is evicted. */
#define ENGINE_NAME "d21e-large-cache-eviction-error"
#define ENGINE_CACHE_SLOTS 512
#define store_write write_evicting
#include "_write_back_base.h"

static int32_t write_evicting(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_wrlock(&store->lock);
	if (store->cached == CACHE_SLOTS && cache_find(store, id) < 0 && claim(store) == 0) {
		block_write(store, store->cache[0].id, store->cache[0].data);
		cache_drop(store, 0);
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return honest_store_write(store, id, data);
}
