/* defect: 37
 * title: writes through the fallback engine get past the fence
 * caught-by: swap.ways-in
 * needs: swap
 * why: the fallback has a path of its own to the device, which must work when the other fails. */
#define ENGINE_NAME "d37c-fallback-unfenced"
#define serve_write write_past_fence
#include "_file_base.h"

static int32_t write_past_fence(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	struct store *store = engine->store;
	int32_t status = check_block(engine, id, data, len);
	if (status != 0 || !engine->is_fallback)
		return status != 0 ? status : honest_serve_write(engine, id, data, len);
	pthread_rwlock_wrlock(&store->lock);
	int32_t present = block_present(store, id);
	status = block_write(store, id, data);
	if (status == 0 && present == 0)
		store->used_blocks++;
	pthread_rwlock_unlock(&store->lock);
	return account(engine, KIND_WRITE, now_ns(), status);
}
