/* defect: 8
 * title: a batch of writes leaves the old blocks in the read cache
 * caught-by: batch.read-after-write
 * needs: batch
 * why: only the single write invalidates; the batch goes another way. */
#define ENGINE_NAME "d08b-stale-cache-after-batch"
#define store_delete delete_both
#define store_write write_both
#define serve_batch batch_past_cache
#include "_read_cache_base.h"

static _Thread_local bool in_batch;

static int32_t delete_both(struct store *store, uint64_t id)
{
	read_cache_drop(store, id);
	return honest_store_delete(store, id);
}

static int32_t write_both(struct store *store, uint64_t id, const void *data)
{
	if (!in_batch)
		read_cache_drop(store, id);
	return honest_store_write(store, id, data);
}

static int32_t batch_past_cache(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	in_batch = true;
	int32_t status = honest_serve_batch(engine, kind, items, n);
	in_batch = false;
	return status;
}
