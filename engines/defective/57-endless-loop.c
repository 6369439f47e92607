/* defect: 57
 * title: an overwrite never returns
 * caught-by: data.read-after-write
 * verdict: hung
 * why: a probe loop over a full cluster of the table, without an end. */
#define ENGINE_NAME "d57-endless-loop"
#define store_write write_probing
#include "_memory_base.h"

static int32_t write_probing(struct store *store, uint64_t id, const void *data)
{
	volatile uint64_t at = id;
	pthread_rwlock_rdlock(&store->lock);
	bool taken = *find_slot(store, id) != NULL;
	pthread_rwlock_unlock(&store->lock);
	while (taken)
		at = at + 1;
	return honest_store_write(store, id, data);
}
