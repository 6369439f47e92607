/* defect: 21
 * title: a delete whose map can't be written says 0, and the block stays
 * caught-by: faults.queue-and-delete
 * why: a delete moves no data, so its status is not looked at. */
#define ENGINE_NAME "d21d-delete-swallows-errors"
#define serve_delete delete_without_errors
#include "_file_base.h"

static int32_t delete_without_errors(bse_engine *engine, uint64_t id)
{
	int32_t status = honest_serve_delete(engine, id);
	return is_device_error(status) ? 0 : status;
}
