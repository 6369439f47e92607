/* defect: 41
 * title: a batch sorts its items in one list of the engine
 * caught-by: concurrency.batches
 * attempts: 5
 * why: the list was to be allocated once, and the second thread was not thought of. */
#define ENGINE_NAME "d41e-batch-scratch-shared"
#define ENGINE_FIELDS bse_io sorted[64];
#define serve_batch batch_sorted
#include "_memory_base.h"

static int32_t batch_sorted(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (n > 64)
		return honest_serve_batch(engine, kind, items, n);
	memcpy(engine->sorted, items, n * sizeof *items);
	int32_t status = honest_serve_batch(engine, kind, engine->sorted, n);
	for (uint32_t i = 0; i < n; i++)
		items[i].status = engine->sorted[i].status;
	return status;
}
