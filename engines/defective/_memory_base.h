/* An honest volatile engine: a hash table of blocks. The device only gives it a size; it is neither
 * read nor written, but locked, so that two engines never serve one device. */
#define _GNU_SOURCE
#include "_engine.h"

#ifndef ENGINE_CAPABILITIES
#define ENGINE_CAPABILITIES                                                             \
	(BSE_CAPABILITY_BATCH | BSE_CAPABILITY_LEASE | BSE_CAPABILITY_QUEUE |               \
	 BSE_CAPABILITY_HEALTH | BSE_CAPABILITY_METRICS | BSE_CAPABILITY_LOGGING |          \
	 BSE_CAPABILITY_FALLBACK)
#endif
#ifndef ENGINE_GUARANTEES
#ifdef ABSENT_READS_ZEROS
#define ENGINE_GUARANTEES \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | BSE_GUARANTEE_ABSENT_READS_ZEROS)
#else
#define ENGINE_GUARANTEES (BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE)
#endif
#endif
#define ENGINE_BLOCK_MIN 512
#define ENGINE_BLOCK_MAX 1048576
#define ENGINE_ALIGNMENT 8

#include "_hooks.h"
#include "_device.h"

#define BUCKETS 16384

struct slot {
	uint64_t id;
	struct slot *next;
	unsigned char data[];
};

struct store {
	STORE_COMMON
	int device;
	struct slot *buckets[BUCKETS];
	STORE_FIELDS
};

/* Where the block's slot hangs, or would. The caller holds the lock. */
static UNUSED struct slot **find_slot(struct store *store, uint64_t id)
{
	struct slot **at = &store->buckets[id % BUCKETS];
	while (*at != NULL && (*at)->id != id)
		at = &(*at)->next;
	return at;
}

static UNUSED int32_t read_absent(struct store *store, uint64_t id, void *buf)
{
#ifdef ABSENT_READS_ZEROS
	(void)id;
	memset(buf, 0, store->block_size);
	return 0;
#else
	(void)store;
	(void)buf;
	return fail(-ENOENT, "block %llu is absent", (unsigned long long)id);
#endif
}

static UNUSED int32_t honest_store_read(struct store *store, uint64_t id, void *buf)
{
	int32_t status = 0;
	pthread_rwlock_rdlock(&store->lock);
	struct slot *slot = *find_slot(store, id);
	if (slot != NULL)
		memcpy(buf, slot->data, store->block_size);
	else
		status = read_absent(store, id, buf);
	pthread_rwlock_unlock(&store->lock);
	return status;
}

/* The block's slot, made if it is absent; NULL without memory. The caller holds the lock. */
static UNUSED struct slot *need_slot(struct store *store, uint64_t id)
{
	struct slot **at = find_slot(store, id);
	if (*at != NULL)
		return *at;
	struct slot *slot = malloc(sizeof *slot + store->block_size);
	if (slot == NULL)
		return NULL;
	slot->id = id;
	slot->next = NULL;
	*at = slot;
	store->used_blocks++;
	return slot;
}

static UNUSED int32_t honest_store_write(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot *slot = need_slot(store, id);
	if (slot != NULL)
		memcpy(slot->data, data, store->block_size);
	pthread_rwlock_unlock(&store->lock);
	return slot != NULL ? 0 : fail(-ENOSPC, "no memory for a block");
}

static UNUSED int32_t honest_store_delete(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot **at = find_slot(store, id), *slot = *at;
	if (slot != NULL) {
		*at = slot->next;
		free(slot);
		store->used_blocks--;
	}
	pthread_rwlock_unlock(&store->lock);
	return 0;
}

static UNUSED int32_t honest_store_flush(struct store *store)
{
	(void)store;
	return 0;
}

static UNUSED int32_t honest_store_open(const struct config *config, struct store **out)
{
	int fd;
	uint64_t size;
	int32_t status = device_open(config->device, O_RDONLY, &fd, &size);
	if (status != 0)
		return status;
	uint64_t fits = size / config->block_size;
	if (config->capacity_blocks > fits || fits == 0)
		status = fail(-ENOSPC, "\"capacity_blocks\" is more than the device holds");
	else if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		status = fail(-EBUSY, "another engine serves %.200s", config->device);
	if (status != 0) {
		close(fd);
		return status;
	}
	struct store *store = calloc(1, sizeof *store);
	pthread_rwlock_init(&store->lock, NULL);
	store->device = fd;
	store->block_size = (uint32_t)config->block_size;
	store->capacity_blocks = config->capacity_blocks != 0 ? config->capacity_blocks : fits;
	*out = store;
	return 0;
}

static UNUSED int32_t honest_store_close(struct store *store)
{
	for (uint32_t i = 0; i < BUCKETS; i++) {
		while (store->buckets[i] != NULL) {
			struct slot *slot = store->buckets[i];
			store->buckets[i] = slot->next;
			free(slot);
		}
	}
	close(store->device);
	pthread_rwlock_destroy(&store->lock);
	free(store);
	return 0;
}

#include "_plugin.h"
