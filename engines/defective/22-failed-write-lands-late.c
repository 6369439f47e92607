/* defect: 22
 * title: a write that failed is retried at the flush, over a newer one of the same block
 * caught-by: faults.failed-write-stays-failed
 * why: the retry list is keyed by time, and a later success does not take its entry out. */
#define ENGINE_NAME "d22-failed-write-lands-late"
#define STORE_FIELDS unsigned char *retry; uint64_t retry_id;
#define store_write write_or_retry
#define store_flush flush_and_retry
#define store_close close_and_forget
#include "_file_base.h"

static int32_t write_or_retry(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	if (!is_device_error(status))
		return status;
	pthread_rwlock_wrlock(&store->lock);
	if (store->retry == NULL)
		store->retry = malloc(store->block_size);
	memcpy(store->retry, data, store->block_size);
	store->retry_id = id;
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t flush_and_retry(struct store *store)
{
	unsigned char *retry = store->retry;
	if (retry != NULL && honest_store_write(store, store->retry_id, retry) == 0) {
		store->retry = NULL;
		free(retry);
	}
	return honest_store_flush(store);
}

static int32_t close_and_forget(struct store *store)
{
	free(store->retry);
	return honest_store_close(store);
}
