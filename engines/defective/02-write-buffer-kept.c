/* defect: 2
 * title: the caller's write buffer is used after the write was acknowledged
 * caught-by: data.buffers-belong-to-caller
 * why: a one-block merge window keeps the pointer and copies when the next write comes. */
#define ENGINE_NAME "d02-write-buffer-kept"
#define STORE_FIELDS   \
	const void *kept;  \
	uint64_t kept_id;
#define store_write write_later
#define store_read read_merged
#define store_delete delete_merged
#define store_flush flush_merged
#include "_memory_base.h"

static int32_t merge(struct store *store)
{
	const void *data = store->kept;
	store->kept = NULL;
	return data == NULL ? 0 : honest_store_write(store, store->kept_id, data);
}

static int32_t write_later(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_wrlock(&store->lock);
	need_slot(store, id);
	pthread_rwlock_unlock(&store->lock);
	int32_t status = merge(store);
	store->kept_id = id;
	store->kept = data;
	return status;
}

static int32_t read_merged(struct store *store, uint64_t id, void *buf)
{
	if (store->kept == NULL || store->kept_id != id)
		return honest_store_read(store, id, buf);
	memcpy(buf, store->kept, store->block_size);
	return 0;
}

static int32_t delete_merged(struct store *store, uint64_t id)
{
	if (store->kept_id == id)
		store->kept = NULL;
	return honest_store_delete(store, id);
}

static int32_t flush_merged(struct store *store)
{
	return merge(store);
}
