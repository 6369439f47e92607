/* defect: 1
 * title: pool buffer 256 is pool buffer 0: two leases share it
 * caught-by: lease.many
 * needs: lease
 * why: the free list keeps its indices in 8 bits. */
#define ENGINE_NAME "d01e-pool-index-in-8-bits"
#define serve_lease lease_by_short_index
#include "_memory_base.h"

static int32_t lease_by_short_index(bse_engine *engine, uint64_t id, const void **data,
                                    uint32_t *len)
{
	int32_t status = check_block(engine, id, engine, engine->block_size);
	if (status != 0)
		return status;
	int32_t index = pool_take(engine);
	if (index < 0)
		return fail(-EAGAIN, "all pool buffers are leased out");
	void *buffer = engine->pool.buffers[(uint8_t)index];
	status = account(engine, KIND_READ, now_ns(), store_read(engine->store, id, buffer));
	if (status != 0) {
		engine->pool.leased[index] = false;
		return status;
	}
	*data = buffer;
	*len = engine->block_size;
	return 0;
}
