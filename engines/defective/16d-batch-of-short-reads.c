/* defect: 16
 * title: device errors in a read batch are statuses of 0
 * caught-by: faults.truncated-every-way
 * needs: batch
 * why: a vectored read's short count is not dealt out to the items. */
#define ENGINE_NAME "d16d-batch-of-short-reads"
#define serve_batch batch_without_errors
#include "_file_base.h"

static int32_t batch_without_errors(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = 0;
	honest_serve_batch(engine, kind, items, n);
	for (uint32_t i = 0; i < n; i++) {
		if (kind == KIND_READ && is_device_error(items[i].status))
			items[i].status = 0;
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
