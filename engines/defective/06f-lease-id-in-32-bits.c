/* defect: 6
 * title: a lease cuts the id to 32 bits
 * caught-by: lease.errors
 * why: the pool's table has small keys. */
#define ENGINE_NAME "d06f-lease-id-in-32-bits"
#define serve_lease lease_cut
#include "_memory_base.h"

static int32_t lease_cut(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	return honest_serve_lease(engine, id == UINT64_MAX ? id : (uint32_t)id, data, len);
}
