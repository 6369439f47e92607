/* defect: 23
 * title: the first flush reports the error, the next one says that all is well
 * caught-by: faults.flush-error
 * why: what could not be written is dropped with the error, as page caches have done. */
#define ENGINE_NAME "d23b-retried-flush-is-clean"
#define store_flush flush_once
#include "_write_back_base.h"

static int32_t flush_once(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = write_back_and_sync(store);
	while (store->cached > 0)
		cache_drop(store, 0);
	pthread_rwlock_unlock(&store->lock);
	return status;
}
