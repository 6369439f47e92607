/* defect: 49
 * title: a batch counts as one operation
 * caught-by: stats.counters
 * needs: batch
 * why: the counter is in the exported function. */
#define ENGINE_NAME "d49-batch-counts-as-one"
#define serve_batch batch_counted_once
#include "_memory_base.h"

static int32_t batch_counted_once(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint64_t before = engine->successes[kind];
	int32_t status = honest_serve_batch(engine, kind, items, n);
	if (engine->successes[kind] > before)
		engine->successes[kind] = before + 1;
	return status;
}
