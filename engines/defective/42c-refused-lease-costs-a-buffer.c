/* defect: 42
 * title: a lease of an absent block keeps its buffer
 * caught-by: data.after-refusals lease.errors
 * why: the buffer is taken first, and the error path leaves without it. */
#define ENGINE_NAME "d42c-refused-lease"
#define serve_lease lease_forgetting
#include "_memory_base.h"

static int32_t lease_forgetting(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == -ENOENT)
		pool_take(engine);
	return status;
}
