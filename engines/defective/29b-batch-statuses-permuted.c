/* defect: 29
 * title: a batch is sorted by id, and the statuses come back in that order
 * caught-by: batch.partial-failure
 * needs: batch
 * why: the data find their buffers, the completion array is indexed by the sorted position. */
#define ENGINE_NAME "d29b-batch-statuses-permuted"
#define serve_batch batch_sorted
#include "_memory_base.h"

#include "_sorted_batch.h"

static int32_t batch_sorted(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint32_t *order = sorted_by_id(items, n, true);
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		const bse_io *item = &items[order[i]];
		items[i].status = serve_item(engine, kind, item->id, item->data, item->len);
	}
	for (uint32_t i = 0; i < n && first_bad == 0; i++)
		first_bad = items[i].status;
	free(order);
	return first_bad;
}
