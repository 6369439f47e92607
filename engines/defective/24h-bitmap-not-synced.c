/* defect: 24
 * title: a flush syncs the data, and writes the bitmap only then
 * caught-by: powercut.flush powercut.acknowledged powercut.concurrent-writers
 * needs-host: fuse
 * why: presence is metadata, "which recovery rebuilds" - from what was not synced. */
#define ENGINE_NAME "d24h-bitmap-not-synced"
#define store_flush flush_then_bitmap
#include "_write_back_base.h"

static int32_t flush_then_bitmap(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = device_sync(store);
	if (status == 0 && claim(store) == 0) {
		status = write_back(store);
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}
