/* defect: 21
 * title: once the log is full of blocks that are there, none of them can be deleted
 * caught-by: stats.used-bytes
 * why: a delete needs a record, and only an overwrite makes room by moving the others. */
#define ENGINE_NAME "d21i-no-place-to-delete"
#define store_delete delete_with_room
#include "_memory_base.h"

static int32_t delete_with_room(struct store *store, uint64_t id)
{
	if (store->used_blocks >= store->capacity_blocks)
		return fail(-ENOSPC, "no room for a record");
	return honest_store_delete(store, id);
}
