/* defect: 1
 * title: with all pool buffers out the next lease takes over the oldest one
 * caught-by: lease.exhaustion
 * needs: lease
 * why: the pool is a ring that nobody told what -EAGAIN is; wrong only past pool_buffers leases. */
#define ENGINE_NAME "d01c-lease-ring-wraps"
#define ENGINE_FIELDS _Atomic uint32_t next;
#define serve_lease lease_next
#include "_memory_base.h"

static int32_t lease_next(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status != -EAGAIN)
		return status;
	*data = engine->pool.buffers[engine->next++ % engine->pool.count];
	*len = engine->block_size;
	return store_read(engine->store, id, (void *)*data);
}
