/* defect: 7
 * title: a read that overlaps a write sees both
 * caught-by: concurrency.same-blocks concurrency.linearizable
 * needs-guarantee: thread-safe
 * why: the lock covers the table but not the copying, which goes sector by sector. */
#define ENGINE_NAME "d07-torn-read"
#define store_read read_unlocked
#define store_write write_unlocked
#define store_delete delete_emptied
#define STORE_FIELDS _Atomic uint32_t sectors;
#include "_memory_base.h"

static void copy_sectors(struct store *store, void *to, const void *from)
{
	for (uint32_t at = 0; at < store->block_size; at += 512) {
		memcpy((char *)to + at, (const char *)from + at, 512);
		store->sectors++; /* a counter that makes each step visible, and longer */
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
	struct slot *slot = need_slot(store, id);
	pthread_rwlock_unlock(&store->lock);
	copy_sectors(store, slot->data, data);
	return 0;
}

/* Without freeing: a reader may still be copying. */
static int32_t delete_emptied(struct store *store, uint64_t id)
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
