/* defect: 7
 * title: a lease copies the block without the lock, so that it may hold halves of two writes
 * caught-by: concurrency.leases
 * attempts: 5
 * why: the pooled path came later, and looks the block up under the lock but copies after it. */
#define ENGINE_NAME "d07d-torn-lease"
#define serve_lease lease_unlocked
#define store_delete delete_keeping
#include "_memory_base.h"

static int32_t lease_unlocked(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	struct store *store = engine->store;
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status != 0)
		return status;
	pthread_rwlock_rdlock(&store->lock);
	struct slot *slot = *find_slot(store, id);
	pthread_rwlock_unlock(&store->lock);
	for (uint32_t at = 0; slot != NULL && at < *len; at += 512)
		memcpy((char *)(uintptr_t)*data + at, slot->data + at, 512);
	return 0;
}

/* Whoever copies may still hold the slot: it is left where nobody finds it. */
static int32_t delete_keeping(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	struct slot **at = find_slot(store, id);
	if (*at != NULL) {
		*at = (*at)->next;
		store->used_blocks--;
	}
	pthread_rwlock_unlock(&store->lock);
	return 0;
}
