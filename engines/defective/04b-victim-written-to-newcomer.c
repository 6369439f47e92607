/* defect: 4
 * title: a cache victim is written to the block that displaces it
 * caught-by: data.many-blocks data.read-after-write
 * why: the slot's tag was overwritten before the dirty data went out; needs eviction to show. */
#define ENGINE_NAME "d04b-victim-to-newcomer"
#define write_back write_back_first
#define store_write write_cached
#define STORE_FIELDS uint64_t newcomer; bool evicting;
#include "_write_back_base.h"

static int32_t write_back_first(struct store *store)
{
	if (store->evicting && store->cached == CACHE_SLOTS)
		store->cache[0].id = store->newcomer;
	return honest_write_back(store);
}

static int32_t write_cached(struct store *store, uint64_t id, const void *data)
{
	store->newcomer = id;
	store->evicting = true;
	int32_t status = honest_store_write(store, id, data);
	store->evicting = false;
	return status;
}
