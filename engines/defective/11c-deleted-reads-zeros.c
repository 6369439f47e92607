/* defect: 11
 * title: a deleted block reads as zeros, one never written as -ENOENT
 * caught-by: data.delete data.absent-block
 * why: delete overwrites with zeros instead of removing; only deletes show it. */
#define ENGINE_NAME "d11c-deleted-reads-zeros"
#define store_delete delete_by_zeroing
#include "_memory_base.h"

static int32_t delete_by_zeroing(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot *slot = *find_slot(store, id);
	if (slot != NULL)
		memset(slot->data, 0, store->block_size);
	pthread_rwlock_unlock(&store->lock);
	return 0;
}
