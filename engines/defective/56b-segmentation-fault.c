/* defect: 56
 * title: an overwrite follows a null pointer
 * caught-by: data.read-after-write
 * verdict: crashed
 * why: the journal entry of a block that exists was never allocated. */
#define ENGINE_NAME "d56b-segmentation-fault"
#define STORE_FIELDS struct { uint64_t id; } *volatile journal;
#define store_write write_journalled
#include "_memory_base.h"

static int32_t write_journalled(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_rdlock(&store->lock);
	bool present = *find_slot(store, id) != NULL;
	pthread_rwlock_unlock(&store->lock);
	if (present)
		store->journal->id = id;
	return honest_store_write(store, id, data);
}
