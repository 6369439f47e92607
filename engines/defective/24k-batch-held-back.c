/* defect: 24
 * title: durable at write by its word, but a batch's items reach the device with the next flush
 * caught-by: powercut.acknowledged
 * needs-host: fuse
 * why: only the single path writes through the cache. */
#define ENGINE_NAME "d24k-batch-held-back"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#define serve_batch batch_held_back
#define store_write write_through
#include "_write_back_base.h"

static __thread bool in_batch;

static int32_t write_through(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	if (status != 0 || in_batch)
		return status;
	pthread_rwlock_wrlock(&store->lock);
	int32_t at = cache_find(store, id);
	if (at >= 0)
		status = claim(store);
	if (at >= 0 && status == 0) {
		status = block_write(store, id, store->cache[at].data);
		cache_drop(store, (uint32_t)at);
		unclaim(store);
	}
	if (status == 0)
		status = device_sync(store);
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t batch_held_back(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	in_batch = true;
	int32_t status = honest_serve_batch(engine, kind, items, n);
	in_batch = false;
	return status;
}
