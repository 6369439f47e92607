/* The file base with a small direct-mapped read cache that nothing invalidates: a defect's file
 * calls read_cache_drop where it should, and forgets one place. */
#define READ_CACHE_SLOTS 32
#define STORE_FIELDS                            \
	struct {                                    \
		uint64_t id;                            \
		unsigned char *data;                    \
	} read_cache[READ_CACHE_SLOTS];             \
	pthread_mutex_t read_cache_lock;

#define store_read cached_read
#define store_open cached_open
#define store_close cached_close
#include "_file_base.h"

static UNUSED bool read_cache_get(struct store *store, uint64_t id, void *buf)
{
	pthread_mutex_lock(&store->read_cache_lock);
	unsigned char *data = store->read_cache[id % READ_CACHE_SLOTS].data;
	bool hit = data != NULL && store->read_cache[id % READ_CACHE_SLOTS].id == id;
	if (hit)
		memcpy(buf, data, store->block_size);
	pthread_mutex_unlock(&store->read_cache_lock);
	return hit;
}

static UNUSED void read_cache_put(struct store *store, uint64_t id, const void *data)
{
	pthread_mutex_lock(&store->read_cache_lock);
	unsigned char **slot = &store->read_cache[id % READ_CACHE_SLOTS].data;
	if (*slot == NULL)
		*slot = malloc(store->block_size);
	memcpy(*slot, data, store->block_size);
	store->read_cache[id % READ_CACHE_SLOTS].id = id;
	pthread_mutex_unlock(&store->read_cache_lock);
}

static UNUSED void read_cache_drop(struct store *store, uint64_t id)
{
	pthread_mutex_lock(&store->read_cache_lock);
	if (store->read_cache[id % READ_CACHE_SLOTS].id == id) {
		free(store->read_cache[id % READ_CACHE_SLOTS].data);
		store->read_cache[id % READ_CACHE_SLOTS].data = NULL;
	}
	pthread_mutex_unlock(&store->read_cache_lock);
}

static UNUSED int32_t cached_read(struct store *store, uint64_t id, void *buf)
{
	if (read_cache_get(store, id, buf))
		return 0;
	int32_t status = honest_store_read(store, id, buf);
	if (status == 0)
		read_cache_put(store, id, buf);
	return status;
}

static UNUSED int32_t cached_open(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		pthread_mutex_init(&(*out)->read_cache_lock, NULL);
	return status;
}

static UNUSED int32_t cached_close(struct store *store)
{
	for (uint32_t i = 0; i < READ_CACHE_SLOTS; i++)
		free(store->read_cache[i].data);
	return honest_store_close(store);
}
