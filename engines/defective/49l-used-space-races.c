/* defect: 49
 * title: used space loses updates when threads write and delete at the same time
 * caught-by: concurrency.counters
 * attempts: 5
 * why: the sum is kept outside the lock that guards the map. */
#define ENGINE_NAME "d49l-used-space-races"
#define store_write write_and_sum
#define store_delete delete_and_sum
#define STORE_FIELDS uint64_t present;
#define serve_stats stats_of_sum
#include "_memory_base.h"

static uint64_t is_present(struct store *store, uint64_t id)
{
	pthread_rwlock_rdlock(&store->lock);
	uint64_t found = *find_slot(store, id) != NULL;
	pthread_rwlock_unlock(&store->lock);
	return found;
}

static int32_t write_and_sum(struct store *store, uint64_t id, const void *data)
{
	uint64_t added = 1 - is_present(store, id);
	int32_t status = honest_store_write(store, id, data);
	store->present += added;
	return status;
}

static int32_t delete_and_sum(struct store *store, uint64_t id)
{
	uint64_t removed = is_present(store, id);
	int32_t status = honest_store_delete(store, id);
	store->present -= removed;
	return status;
}

static int32_t stats_of_sum(bse_engine *engine, bse_stats *stats)
{
	int32_t status = honest_serve_stats(engine, stats);
	if (status == 0 && stats->size >= 24)
		stats->used_bytes = engine->store->present * engine->block_size;
	return status;
}
