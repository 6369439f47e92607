/* honest: the file base as a plain buffered engine: it prefers whole pages but promises no direct
 * I/O, and a write that fails leaves on the device what went through, at whatever byte it ended. */
#define ENGINE_NAME "honest-buffered"
#define ENGINE_BLOCK_MIN 4096
#define ENGINE_ALIGNMENT 4096
#define block_write write_in_place
#include "_file_base.h"

static int32_t write_in_place(struct store *store, uint64_t id, const void *data)
{
	int32_t present = block_present(store, id);
	if (present < 0)
		return present;
	uint64_t done;
	int32_t status =
	    device_write(store->data, data, store->block_size, block_offset(store, id), &done);
	if (status == 0 && !present)
		status = set_present(store, id, true);
	return status;
}
