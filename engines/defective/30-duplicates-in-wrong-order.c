/* defect: 30
 * title: of two writes of one block in a batch the first wins
 * caught-by: batch.duplicate-ids
 * needs: batch
 * why: the batch is sorted by id with a sort that is not stable. */
#define ENGINE_NAME "d30-duplicates-in-wrong-order"
#define serve_batch batch_sorted
#include "_memory_base.h"

#include "_sorted_batch.h"

static int32_t batch_sorted(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint32_t *order = sorted_by_id(items, n, false);
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		bse_io *item = &items[order[i]];
		item->status = serve_item(engine, kind, item->id, item->data, item->len);
	}
	for (uint32_t i = 0; i < n && first_bad == 0; i++)
		first_bad = items[i].status;
	free(order);
	return first_bad;
}
