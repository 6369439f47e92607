/* defect: 42
 * title: each failed lease loses a pool buffer
 * caught-by: lease.exhaustion lease.errors data.after-refusals
 * needs: lease
 * why: the buffer is taken before the block is looked up, and the error path forgets it. */
#define ENGINE_NAME "d42b-failed-lease-keeps-buffer"
#define serve_lease lease_losing
#include "_memory_base.h"

static int32_t lease_losing(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == -ENOENT)
		pool_take(engine);
	return status;
}
