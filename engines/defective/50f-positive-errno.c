/* defect: 50
 * title: a write that the device refused returns the errno as it is: positive
 * caught-by: faults.file-size-limit faults.eio-write
 * why: errno is positive, and one path forgets the sign. */
#define ENGINE_NAME "d50f-positive-errno"
#define store_write write_positive
#include "_file_base.h"

static int32_t write_positive(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	return is_device_error(status) ? -status : status;
}
