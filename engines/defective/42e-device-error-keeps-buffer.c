/* defect: 42
 * title: a lease whose read the device failed loses its pool buffer
 * caught-by: faults.truncated-target
 * why: the block was there, so the lease had everything that it needed; that a read may fail was
 *   thought of where the error is returned, and not where the buffer is. */
#define ENGINE_NAME "d42e-device-error-keeps"
#define serve_lease lease_losing
#include "_file_base.h"

static int32_t lease_losing(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == -EIO)
		pool_take(engine);
	return status;
}
