/* defect: 29
 * title: a batch of descending neighbours is one ascending run, its data not turned round
 * caught-by: batch.many-items
 * needs: batch
 * why: the ids are sorted to join them, the data pointers are not. */
#define ENGINE_NAME "d29d-descending-reversed"
#define serve_batch batch_as_run
#include "_memory_base.h"

static bool is_descending(bse_engine *engine, const bse_io *items, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if ((i > 0 && items[i].id + 1 != items[i - 1].id) || items[i].len != engine->block_size)
			return false;
	return n >= 3;
}

static int32_t batch_as_run(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (!is_descending(engine, items, n))
		return honest_serve_batch(engine, kind, items, n);
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		items[i].status =
		    serve_item(engine, kind, items[n - 1 - i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
