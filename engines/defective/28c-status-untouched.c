/* defect: 28
 * title: items that went well keep whatever status they came with
 * caught-by: batch.partial-failure batch.read-after-write
 * needs: batch
 * why: only failures are written back; callers happen to clear the array before. */
#define ENGINE_NAME "d28c-status-untouched"
#define serve_batch batch_failures_only
#include "_memory_base.h"

static int32_t batch_failures_only(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		int32_t status = serve_item(engine, kind, items[i].id, items[i].data, items[i].len);
		if (status != 0)
			items[i].status = status;
		if (first_bad == 0)
			first_bad = status;
	}
	return first_bad;
}
