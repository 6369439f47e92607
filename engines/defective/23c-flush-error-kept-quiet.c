/* defect: 23
 * title: flush reports success though the write-back failed; the data stay in memory
 * caught-by: faults.flush-error
 * why: the write-back's result is not looked at, only the sync's. */
#define ENGINE_NAME "d23c-flush-error-kept-quiet"
#define store_flush flush_unlooked
#include "_write_back_base.h"

static int32_t flush_unlooked(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	write_back_and_sync(store);
	int32_t status = device_sync(store);
	pthread_rwlock_unlock(&store->lock);
	return status;
}
