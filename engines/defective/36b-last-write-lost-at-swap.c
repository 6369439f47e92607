/* defect: 36
 * title: only the newest write misses the hand-over
 * caught-by: swap.hand-over
 * needs: swap
 * why: an off-by-one in the loop over the cache: one block in a swap is lost. */
#define ENGINE_NAME "d36b-last-write-lost-at-swap"
#define store_quiesce quiesce_but_one
#include "_write_back_base.h"

static int32_t quiesce_but_one(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	if (store->cached > 0)
		cache_drop(store, store->cached - 1);
	pthread_rwlock_unlock(&store->lock);
	return honest_store_quiesce(store);
}
