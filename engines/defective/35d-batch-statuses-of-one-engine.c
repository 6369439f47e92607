/* defect: 35
 * title: a batch collects its statuses in one array of the engine
 * caught-by: concurrency.batches
 * attempts: 5
 * why: one array to be returned at once; that two threads' statuses differ was never tried. */
#define ENGINE_NAME "d35d-statuses-of-one-engine"
#define ENGINE_FIELDS int32_t statuses[64];
#define serve_batch batch_collecting
#include "_memory_base.h"

static int32_t batch_collecting(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (n > 64)
		return honest_serve_batch(engine, kind, items, n);
	for (uint32_t i = 0; i < n; i++)
		engine->statuses[i] = serve_item(engine, kind, items[i].id, items[i].data, items[i].len);
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		items[i].status = engine->statuses[i];
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
