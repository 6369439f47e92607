/* An honest engine over a file or block device: every change is in the file when it returns, and
 * durable after a flush (with FILE_DATA_FLAGS O_DSYNC and a sync of the bitmap: at the write). */
#include "_file_identity.h"
#include "_file_format.h"
#include "_file_store.h"
#include "_file_open.h"

static UNUSED int32_t honest_store_read(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	int32_t status = store->state == STATE_STANDBY ? fail(-EAGAIN, "standby") : 0;
	if (status == 0)
		status = block_present(store, id);
	if (status == 0)
		status = read_absent(store, id, buf);
	else if (status == 1)
		status = block_read(store, id, buf);
	pthread_rwlock_unlock(&store->lock);
	return status;
}

/* What durable-at-write engines add to each change. */
static int32_t settle(struct store *store)
{
	return HAS(ENGINE_DURABILITY, BSE_GUARANTEE_DURABLE_AT_WRITE) ? device_sync(store) : 0;
}

static UNUSED int32_t honest_store_write(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = claim(store);
	if (status == 0) {
		int32_t present = block_present(store, id);
		status = present < 0 ? present : block_write(store, id, data);
		if (status == 0 && present == 0)
			store->used_blocks++;
		if (status == 0)
			status = settle(store);
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
		int32_t present = block_present(store, id);
		if (present == 1) {
			status = set_present(store, id, false);
			if (status == 0)
				store->used_blocks--;
			if (status == 0)
				status = settle(store);
		} else {
			status = present < 0 ? present : fail(-ENOENT, "the block is absent");
		}
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t honest_store_flush(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = device_sync(store);
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t honest_store_quiesce(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = device_sync(store);
	if (status == 0 && store->state == STATE_SERVING)
		store->state = STATE_FENCED;
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t honest_store_close(struct store *store)
{
	int32_t status = device_sync(store);
	free_store(store);
	return status;
}

#include "_plugin.h"
