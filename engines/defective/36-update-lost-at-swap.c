/* defect: 36
 * title: the tail of acknowledged writes is not handed over
 * caught-by: swap.hand-over
 * needs: swap
 * why: quiesce stops the writers and syncs the file, but the cache is thrown away with the
 * engine. */
#define ENGINE_NAME "d36-update-lost-at-swap"
#define store_quiesce quiesce_without_cache
#include "_write_back_base.h"

static int32_t quiesce_without_cache(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	while (store->cached > 0)
		cache_drop(store, 0);
	int32_t status = device_sync(store);
	if (status == 0 && store->state == STATE_SERVING)
		store->state = STATE_FENCED;
	pthread_rwlock_unlock(&store->lock);
	return status;
}
