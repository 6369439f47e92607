/* The memory base for defects that look a block up under the lock and copy it after. */
#define store_delete delete_keeping
#include "_memory_base.h"

static void copy_unlocked(struct store *store, uint64_t id, void *to)
{
	pthread_rwlock_rdlock(&store->lock);
	struct slot *slot = *find_slot(store, id);
	pthread_rwlock_unlock(&store->lock);
	for (uint32_t at = 0; slot != NULL && at < store->block_size; at += 512)
		memcpy((char *)to + at, slot->data + at, 512);
}

/* Whoever copies may still hold the slot: it is left where nobody finds it. */
static int32_t delete_keeping(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot **at = find_slot(store, id);
	if (*at != NULL) {
		*at = (*at)->next;
		store->used_blocks--;
	}
	pthread_rwlock_unlock(&store->lock);
	return 0;
}
