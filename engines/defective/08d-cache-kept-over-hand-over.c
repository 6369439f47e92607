/* defect: 8
 * title: what a standby or quiesced engine has read stays in its cache over the activation
 * caught-by: swap.there-and-back
 * needs: swap
 * why: only the engine's own writes and deletes drop a block from the cache. */
#define ENGINE_NAME "d08d-cache-kept-over-hand-over"
#define store_write write_and_drop
#define store_delete delete_and_drop
#include "_read_cache_base.h"

static int32_t write_and_drop(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	read_cache_drop(store, id);
	return status;
}

static int32_t delete_and_drop(struct store *store, uint64_t id)
{
	int32_t status = honest_store_delete(store, id);
	read_cache_drop(store, id);
	return status;
}
