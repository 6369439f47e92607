/* defect: 25
 * title: prefix recovery by its word, but the cache is evicted in the order of ids
 * caught-by: durability.prefix-recovery powercut.prefix-recovery
 * attempts: 3
 * why: an elevator saves seeks and reorders acknowledged writes across a crash. */
#define ENGINE_NAME "d25-hole-after-recovery"
#define ENGINE_GUARANTEES                                        \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE |     \
	 BSE_GUARANTEE_DURABLE_AT_FLUSH | BSE_GUARANTEE_PREFIX_RECOVERY)
#define STORE_FIELDS bool flushing;
#define write_back write_back_highest
#define store_flush flush_all
#include "_write_back_base.h"

/* A full cache gives up one block: the highest. Flushes and hand-overs write everything. */
static int32_t write_back_highest(struct store *store)
{
	if (store->cached < CACHE_SLOTS || store->flushing)
		return honest_write_back(store);
	uint32_t highest = 0;
	for (uint32_t i = 1; i < store->cached; i++)
		if (store->cache[i].id > store->cache[highest].id)
			highest = i;
	int32_t status = block_write(store, store->cache[highest].id, store->cache[highest].data);
	if (status == 0)
		cache_drop(store, highest);
	return status;
}

static int32_t flush_all(struct store *store)
{
	store->flushing = true;
	int32_t status = honest_store_flush(store);
	store->flushing = false;
	return status;
}
