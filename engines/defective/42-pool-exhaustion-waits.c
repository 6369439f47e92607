/* defect: 42
 * title: with all pool buffers out a lease waits for one to come back
 * caught-by: lease.exhaustion
 * needs: lease
 * verdict: hung
 * why: the holder is the caller itself: it waits for ever. */
#define ENGINE_NAME "d42-pool-exhaustion-waits"
#define serve_lease lease_waiting
#include "_memory_base.h"

static int32_t lease_waiting(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status;
	while ((status = honest_serve_lease(engine, id, data, len)) == -EAGAIN)
		usleep(1000);
	return status;
}
