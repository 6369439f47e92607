/* defect: 4
 * title: blocks of equal contents share one copy, and the first delete takes it from all
 * caught-by: data.zero-block
 * why: deduplication without a count of references. */
#define ENGINE_NAME "d04d-equal-blocks-shared"
#define store_delete delete_with_twins
#include "_memory_base.h"

static int32_t delete_with_twins(struct store *store, uint64_t id)
{
	static const char zeros[64];
	char *mine = malloc(store->block_size);
	int32_t status = honest_store_read(store, id, mine);
	for (uint32_t b = 0; b < BUCKETS && status == 0 && memcmp(mine, zeros, 64) != 0; b++) {
		pthread_rwlock_rdlock(&store->lock);
		struct slot *slot = store->buckets[b];
		uint64_t twin = id;
		for (; slot != NULL && twin == id; slot = slot->next)
			if (memcmp(slot->data, mine, store->block_size) == 0)
				twin = slot->id;
		pthread_rwlock_unlock(&store->lock);
		if (twin != id)
			honest_store_delete(store, twin);
	}
	free(mine);
	return honest_store_delete(store, id);
}
