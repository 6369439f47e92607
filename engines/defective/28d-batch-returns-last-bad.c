/* defect: 28
 * title: a batch returns its last bad item's status, not its first
 * caught-by: batch.partial-failure
 * why: the loop overwrites what it will return. */
#define ENGINE_NAME "d28d-batch-returns-last-bad"
#define serve_batch batch_last
#include "_memory_base.h"

static int32_t batch_last(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = 0;
	honest_serve_batch(engine, kind, items, n);
	for (uint32_t i = 0; i < n; i++)
		if (items[i].status != 0)
			status = items[i].status;
	return status;
}
