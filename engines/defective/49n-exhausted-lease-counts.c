/* defect: 49
 * title: a lease that the pool refuses is counted as a read
 * caught-by: stats.failures-not-successes
 * why: counted on the way in. */
#define ENGINE_NAME "d49n-exhausted-lease-counts"
#define serve_lease lease_counted
#include "_memory_base.h"

static int32_t lease_counted(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == -EAGAIN)
		engine->successes[KIND_READ]++;
	return status;
}
