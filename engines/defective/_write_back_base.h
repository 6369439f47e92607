/* An honest engine with a volatile write cache: an acknowledged write is in memory until a flush,
 * a hand-over, the shutdown or a full cache writes it back. What could not be written back stays
 * in the cache and every flush reports it until it could be. */
#ifdef ENGINE_CACHE_SLOTS
#define CACHE_SLOTS ENGINE_CACHE_SLOTS
#else
#define CACHE_SLOTS 64
#endif
#define CACHE_FIELDS                                        \
	struct cached {                                         \
		uint64_t id;                                        \
		unsigned char *data;                                \
	} cache[CACHE_SLOTS]; /* oldest first, all dirty */     \
	uint32_t cached;

#include "_file_identity.h"
#include "_file_format.h"
#include "_file_store.h"
#include "_file_open.h"

/* Its place in the cache, or -1. */
static UNUSED int32_t cache_find(struct store *store, uint64_t id)
{
	for (uint32_t i = 0; i < store->cached; i++)
		if (store->cache[i].id == id)
			return (int32_t)i;
	return -1;
}

static UNUSED void cache_drop(struct store *store, uint32_t at)
{
	free(store->cache[at].data);
	store->cached--;
	memmove(&store->cache[at], &store->cache[at + 1],
	        (store->cached - at) * sizeof store->cache[0]);
}

/* The caller holds the lock and has claimed the device. */
static UNUSED int32_t honest_write_back(struct store *store)
{
	while (store->cached > 0) {
		int32_t status = block_write(store, store->cache[0].id, store->cache[0].data);
		if (status != 0)
			return status;
		cache_drop(store, 0);
	}
	return 0;
}

#ifndef write_back
#define write_back honest_write_back
#endif
static int32_t write_back(struct store *store);

static UNUSED int32_t honest_store_read(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	int32_t status = store->state == STATE_STANDBY ? fail(-EAGAIN, "standby") : 0;
	int32_t at = cache_find(store, id);
	if (status == 0 && at >= 0) {
		memcpy(buf, store->cache[at].data, store->block_size);
	} else if (status == 0) {
		status = block_present(store, id);
		status = status == 0   ? read_absent(store, id, buf)
		         : status == 1 ? block_read(store, id, buf)
		                       : status;
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t cache_insert(struct store *store, uint64_t id, const void *data)
{
	int32_t present = block_present(store, id), status = 0;
	if (present < 0)
		return present;
	if (store->cached == CACHE_SLOTS)
		status = write_back(store);
	if (status != 0)
		return status;
	struct cached *slot = &store->cache[store->cached++];
	slot->id = id;
	slot->data = malloc(store->block_size);
	memcpy(slot->data, data, store->block_size);
	if (present == 0)
		store->used_blocks++;
	return 0;
}

static UNUSED int32_t honest_store_write(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = claim(store);
	if (status == 0) {
		int32_t at = cache_find(store, id);
		if (at >= 0)
			memcpy(store->cache[at].data, data, store->block_size);
		else
			status = cache_insert(store, id, data);
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t honest_store_delete(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = claim(store);
	if (status == 0) {
		int32_t at = cache_find(store, id), present = block_present(store, id);
		status = present < 0 ? present : present == 1 ? set_present(store, id, false) : 0;
		if (status == 0 && at >= 0)
			cache_drop(store, (uint32_t)at);
		if (status == 0 && (at >= 0 || present == 1))
			store->used_blocks--;
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t write_back_and_sync(struct store *store)
{
	int32_t status = 0;
	if (store->cached > 0) {
		status = claim(store);
		if (status == 0) {
			status = write_back(store);
			unclaim(store);
		}
	}
	return status != 0 ? status : device_sync(store);
}

static UNUSED int32_t honest_store_flush(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = write_back_and_sync(store);
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t honest_store_quiesce(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = write_back_and_sync(store);
	if (status == 0 && store->state == STATE_SERVING)
		store->state = STATE_FENCED;
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t honest_store_close(struct store *store)
{
	int32_t status = write_back_and_sync(store);
	while (store->cached > 0)
		cache_drop(store, 0);
	free_store(store);
	return status;
}

#include "_plugin.h"
