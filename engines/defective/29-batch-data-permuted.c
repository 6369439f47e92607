/* defect: 29
 * title: a batch of reads is sorted by id, and the data go out in that order
 * caught-by: batch.read-after-write
 * needs: batch
 * why: neighbours are merged in sorted order, the buffers are taken in the caller's. */
#define ENGINE_NAME "d29-batch-data-permuted"
#define serve_batch batch_sorted
#include "_memory_base.h"

#include "_sorted_batch.h"

static int32_t batch_sorted(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (kind != KIND_READ)
		return honest_serve_batch(engine, kind, items, n);
	uint32_t *order = sorted_by_id(items, n, true);
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		const bse_io *wanted = &items[order[i]];
		items[i].status = serve_read(engine, wanted->id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	free(order);
	return first_bad;
}
