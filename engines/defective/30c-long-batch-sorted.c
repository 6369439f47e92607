/* defect: 30
 * title: in a batch of 64 items or more the first of two writes of one block wins
 * caught-by: batch.duplicate-ids
 * needs: batch
 * why: sorting by id pays for long batches only, and the sort is not stable. */
#define ENGINE_NAME "d30c-long-batch-sorted"
#define serve_batch batch_sorted_when_long
#include "_memory_base.h"

#include "_sorted_batch.h"

static int32_t batch_sorted_when_long(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (n < 64)
		return honest_serve_batch(engine, kind, items, n);
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
