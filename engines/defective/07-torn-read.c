/* defect: 7
 * title: a read that overlaps a write sees both
 * caught-by: concurrency.linearizable concurrency.same-blocks
 * attempts: 5
 * why: the lock covers the table but not the copying, which goes sector by sector. */
#define ENGINE_NAME "d07-torn-read"
#define STORE_FIELDS _Atomic uint32_t sectors; struct slot *freed;
#define store_read read_unlocked
#define store_write write_unlocked
#define store_delete delete_recycling
#define store_close close_recycling
#include "_memory_base.h"

static void copy_sectors(struct store *store, void *to, const void *from)
{
	for (uint32_t at = 0; at < store->block_size; at += 512) {
		memcpy((char *)to + at, (const char *)from + at, 512);
		store->sectors++;
	}
}

static int32_t read_unlocked(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	struct slot *slot = *find_slot(store, id);
	pthread_rwlock_unlock(&store->lock);
	if (slot == NULL)
		return read_absent(store, id, buf);
	copy_sectors(store, buf, slot->data);
	return 0;
}

static int32_t write_unlocked(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot **at = find_slot(store, id), *slot = *at;
	if (slot == NULL && store->freed != NULL) {
		slot = store->freed;
		store->freed = slot->next;
		*slot = (struct slot){.id = id};
		*at = slot;
		store->used_blocks++;
	} else if (slot == NULL) {
		slot = need_slot(store, id);
	}
	pthread_rwlock_unlock(&store->lock);
	copy_sectors(store, slot->data, data);
	return 0;
}

/* Slots are kept for the next write: a reader may still be copying. */
static int32_t delete_recycling(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot **at = find_slot(store, id), *slot = *at;
	if (slot != NULL) {
		*at = slot->next;
		slot->next = store->freed;
		store->freed = slot;
		store->used_blocks--;
	}
	pthread_rwlock_unlock(&store->lock);
	return 0;
}

static int32_t close_recycling(struct store *store)
{
	while (store->freed != NULL) {
		struct slot *slot = store->freed;
		store->freed = slot->next;
		free(slot);
	}
	return honest_store_close(store);
}
