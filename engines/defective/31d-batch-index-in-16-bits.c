/* defect: 31
 * title: a batch of more than 65,535 items serves its first ones again and leaves the rest
 * caught-by: batch.many-items
 * needs: batch
 * why: the items are counted in 16 bits; "any n" was thought to end before that. */
#define ENGINE_NAME "d31d-batch-index-in-16-bits"
#define serve_batch batch_in_16_bits
#include "_memory_base.h"

static int32_t batch_in_16_bits(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = 0;
	for (uint32_t served = 0; served < n; served++) {
		bse_io *item = &items[(uint16_t)served];
		item->status = serve_item(engine, kind, item->id, item->data, item->len);
		if (first_bad == 0)
			first_bad = item->status;
	}
	return first_bad;
}
