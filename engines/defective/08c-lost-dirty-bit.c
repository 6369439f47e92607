/* defect: 8
 * title: overwriting a cached block does not mark it dirty: after eviction the old one is back
 * caught-by: data.many-blocks data.read-after-write
 * why: the dirty bit is set where a slot is filled, not where it is hit. Shows after eviction. */
#define ENGINE_NAME "d08c-lost-dirty-bit"
#define store_write write_through_once
#define store_delete delete_both
#include "_read_cache_base.h"

static int32_t delete_both(struct store *store, uint64_t id)
{
	read_cache_drop(store, id);
	return honest_store_delete(store, id);
}

static int32_t write_through_once(struct store *store, uint64_t id, const void *data)
{
	void *hit = malloc(store->block_size);
	bool clean = read_cache_get(store, id, hit);
	free(hit);
	int32_t status = clean ? 0 : honest_store_write(store, id, data);
	if (status == 0)
		read_cache_put(store, id, data);
	return status;
}
