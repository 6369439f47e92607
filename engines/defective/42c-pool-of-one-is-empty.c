/* defect: 42
 * title: of a pool of one buffer there is never one to lease
 * caught-by: lease.many
 * needs: lease
 * why: a ring that keeps one place free to tell full from empty. */
#define ENGINE_NAME "d42c-pool-of-one-is-empty"
#define serve_lease lease_but_of_one
#include "_memory_base.h"

static int32_t lease_but_of_one(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	if (engine->pool.count == 1)
		return fail(-EAGAIN, "all pool buffers are leased out");
	return honest_serve_lease(engine, id, data, len);
}
