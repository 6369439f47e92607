/* defect: 30
 * title: the second write of a block in a batch is skipped as a duplicate
 * caught-by: batch.duplicate-ids
 * needs: batch
 * why: de-duplication keeps the first item; the last one is what counts. Neighbours only. */
#define ENGINE_NAME "d30b-duplicates-skipped"
#define serve_batch batch_deduplicated
#include "_memory_base.h"

static int32_t batch_deduplicated(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		bool again = kind == KIND_WRITE && i > 0 && items[i].id == items[i - 1].id;
		items[i].status =
		    again ? 0 : serve_item(engine, kind, items[i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
