/* defect: 15
 * title: an absent block that should read as zeros shows a deleted one
 * caught-by: data.absent-block data.delete
 * why: freed slots are recycled uncleared, and only the first half is zeroed on an absent read. */
#define ENGINE_NAME "d15c-recycled-slot-shows"
#define ABSENT_READS_ZEROS
#define STORE_FIELDS unsigned char *recycled;
#define store_delete delete_recycling
#define store_read read_recycled
#define store_close close_recycling
#include "_memory_base.h"

static int32_t delete_recycling(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot *slot = *find_slot(store, id);
	if (store->recycled == NULL)
		store->recycled = calloc(1, store->block_size);
	if (slot != NULL)
		memcpy(store->recycled, slot->data, store->block_size);
	pthread_rwlock_unlock(&store->lock);
	return honest_store_delete(store, id);
}

static int32_t read_recycled(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	bool absent = *find_slot(store, id) == NULL;
	if (absent && store->recycled != NULL) {
		memcpy(buf, store->recycled, store->block_size);
		memset(buf, 0, store->block_size / 2);
	}
	bool shown = absent && store->recycled != NULL;
	pthread_rwlock_unlock(&store->lock);
	return shown ? 0 : honest_store_read(store, id, buf);
}

static int32_t close_recycling(struct store *store)
{
	free(store->recycled);
	return honest_store_close(store);
}
