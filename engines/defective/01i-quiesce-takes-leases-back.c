/* defect: 1
 * title: a quiesce takes the leased buffers back
 * caught-by: lease.holds-contents
 * why: it frees what the next engine may need, and readers are still at it. */
#define ENGINE_NAME "d01i-quiesce-takes-leases"
#define serve_lease lease_and_share
#define store_quiesce quiesce_and_clear
#include "_file_base.h"

static _Thread_local bse_engine *latest;

static int32_t lease_and_share(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	latest = engine;
	return honest_serve_lease(engine, id, data, len);
}

static int32_t quiesce_and_clear(struct store *store)
{
	struct lease_pool *pool = latest != NULL && latest->store == store ? &latest->pool : NULL;
	for (uint32_t at = 0; pool != NULL && at < pool->count; at++)
		if (pool->buffers[at] != NULL)
			memset(pool->buffers[at], 0, store->block_size);
	return honest_store_quiesce(store);
}
