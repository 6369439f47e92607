/* defect: 28
 * title: the statuses tell of the bad item, the batch's result does not
 * caught-by: batch.partial-failure
 * needs: batch
 * why: the result is the last item's status. */
#define ENGINE_NAME "d28b-batch-result-is-zero"
#define serve_batch batch_last_status
#include "_memory_base.h"

static int32_t batch_last_status(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = 0;
	for (uint32_t i = 0; i < n; i++)
		status = items[i].status =
		    serve_item(engine, kind, items[i].id, items[i].data, items[i].len);
	return status;
}
