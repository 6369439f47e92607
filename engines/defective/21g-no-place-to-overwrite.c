/* defect: 21
 * title: once every block exists, an overwrite finds no place
 * caught-by: stats.used-bytes
 * why: a block is written to a new place before the old one is free, and there is none to spare. */
#define ENGINE_NAME "d21g-no-place-to-overwrite"
#define store_write write_elsewhere
#include "_memory_base.h"

static int32_t write_elsewhere(struct store *store, uint64_t id, const void *data)
{
	if (store->used_blocks >= store->capacity_blocks)
		return fail(-ENOSPC, "no place is free");
	return honest_store_write(store, id, data);
}
