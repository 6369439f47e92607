/* defect: 28
 * title: a batch stops at a bad item and reports success for all of them
 * caught-by: batch.partial-failure
 * needs: batch
 * why: the loop breaks, and statuses and result are set to 0 behind it. */
#define ENGINE_NAME "d28-partial-batch-success"
#define serve_batch batch_breaking
#include "_memory_base.h"

static int32_t batch_breaking(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (serve_item(engine, kind, items[i].id, items[i].data, items[i].len) != 0)
			break;
	for (uint32_t i = 0; i < n; i++)
		items[i].status = 0;
	return 0;
}
