/* defect: 49
 * title: used space grows with every overwrite
 * caught-by: stats.used-bytes
 * why: writes add a block, whether it was there or not. */
#define ENGINE_NAME "d49c-used-counts-overwrites"
#define store_write write_counted
#include "_memory_base.h"

static int32_t write_counted(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_rdlock(&store->lock);
	bool present = *find_slot(store, id) != NULL;
	pthread_rwlock_unlock(&store->lock);
	int32_t status = honest_store_write(store, id, data);
	if (status == 0 && present)
		store->used_blocks++;
	return status;
}
