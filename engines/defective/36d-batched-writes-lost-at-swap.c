/* defect: 36
 * title: what was written in batches misses the hand-over
 * caught-by: swap.every-moment
 * needs: swap batch
 * why: batches have a list of dirty blocks of their own, which flush knows and quiesce does not. */
#define ENGINE_NAME "d36d-batched-writes-lost"
#define store_write write_noting_batch
#define store_quiesce quiesce_one_list
#define serve_batch batch_noted
#include "_write_back_base.h"

#define PLACES 4096

static _Thread_local bool in_batch;
static _Atomic(bool) batched[PLACES];

static int32_t batch_noted(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	in_batch = true;
	int32_t status = honest_serve_batch(engine, kind, items, n);
	in_batch = false;
	return status;
}

static int32_t write_noting_batch(struct store *store, uint64_t id, const void *data)
{
	batched[id % PLACES] = in_batch;
	return honest_store_write(store, id, data);
}


static int32_t quiesce_one_list(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	for (uint32_t at = store->cached; at-- > 0;)
		if (batched[store->cache[at].id % PLACES])
			cache_drop(store, at);
	pthread_rwlock_unlock(&store->lock);
	return honest_store_quiesce(store);
}
