/* defect: 6
 * title: a batch keeps 32 bits of an id, where single calls keep all
 * caught-by: data.large-ids
 * why: the sorted list of a batch has a narrower type. */
#define ENGINE_NAME "d06h-batch-id-in-32-bits"
#define serve_batch batch_32_bits
#include "_memory_base.h"

static int32_t batch_32_bits(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		items[i].status = check_block(engine, items[i].id, items[i].data, items[i].len);
		if (items[i].status == 0)
			items[i].status =
			    serve_item(engine, kind, (uint32_t)items[i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
