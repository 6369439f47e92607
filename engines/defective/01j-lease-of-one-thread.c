/* defect: 1
 * title: a lease can only be released by the thread that took it
 * caught-by: concurrency.leases
 * why: each thread has a list of its own leases, which spared a lock. */
#define ENGINE_NAME "d01j-lease-of-one-thread"
#define serve_lease lease_noting
#define serve_release release_of_own
#include "_memory_base.h"

#define OWN 64
static __thread const void *own[OWN];

static int32_t lease_noting(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	for (int i = 0; status == 0 && i < OWN; i++) {
		if (own[i] != NULL)
			continue;
		own[i] = *data;
		break;
	}
	return status;
}

static int32_t release_of_own(bse_engine *engine, const void *data)
{
	for (int i = 0; data != NULL && i < OWN; i++) {
		if (own[i] != data)
			continue;
		own[i] = NULL;
		return honest_serve_release(engine, data);
	}
	return fail(-EINVAL, "released a pointer that is not leased out");
}
