/* defect: 7
 * title: a lease copies the block without the lock, so that it may hold halves of two writes
 * caught-by: concurrency.leases
 * attempts: 5
 * why: the pooled path came later, and looks the block up under the lock but copies after it. */
#define ENGINE_NAME "d07d-torn-lease"
#define serve_lease lease_unlocked
#include "_unlocked_copy_base.h"

static int32_t lease_unlocked(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == 0)
		copy_unlocked(engine->store, id, (void *)(uintptr_t)*data);
	return status;
}
