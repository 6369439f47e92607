/* defect: 7
 * title: a batch reads its blocks without the lock: halves of two writes
 * caught-by: concurrency.batches
 * attempts: 5
 * why: one lock a batch was too long, one an item too many, and so there is none. */
#define ENGINE_NAME "d07e-torn-batch-read"
#define serve_batch batch_unlocked
#define store_delete delete_keeping
#include "_memory_base.h"

static int32_t batch_unlocked(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	struct store *store = engine->store;
	int32_t first_bad = honest_serve_batch(engine, kind, items, n);
	for (uint32_t i = 0; i < n && kind == KIND_READ; i++) {
		if (items[i].status != 0)
			continue;
		pthread_rwlock_rdlock(&store->lock);
		struct slot *slot = *find_slot(store, items[i].id);
		pthread_rwlock_unlock(&store->lock);
		for (uint32_t at = 0; slot != NULL && at < store->block_size; at += 512)
			memcpy((char *)items[i].data + at, slot->data + at, 512);
	}
	return first_bad;
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
