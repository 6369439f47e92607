/* defect: 38
 * title: the old engine writes its cache back once more when it is shut down, after the hand-over
 * caught-by: swap.late-writes
 * needs: swap
 * why: quiesce writes back but leaves the entries dirty; the shutdown writes them over
 * newer data. */
#define ENGINE_NAME "d38-deferred-write-lands-late"
#define store_quiesce quiesce_keeping_dirty
#define store_close close_and_write_back
#include "_write_back_base.h"

static int32_t quiesce_keeping_dirty(struct store *store)
{
	int32_t status = 0;
	pthread_rwlock_wrlock(&store->lock);
	for (uint32_t i = 0; i < store->cached && status == 0; i++)
		status = block_write(store, store->cache[i].id, store->cache[i].data);
	if (status == 0)
		status = device_sync(store);
	if (status == 0 && store->state == STATE_SERVING)
		store->state = STATE_FENCED;
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t close_and_write_back(struct store *store)
{
	for (uint32_t i = 0; i < store->cached; i++)
		block_write(store, store->cache[i].id, store->cache[i].data);
	while (store->cached > 0)
		cache_drop(store, 0);
	return honest_store_close(store);
}
