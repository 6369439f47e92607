/* defect: 50
 * title: a failed batch is one error and no success, however many items it had
 * caught-by: faults.batch
 * why: counted where the call returns, not where its items end. */
#define ENGINE_NAME "d50d-batch-failure-counts-once"
#define serve_batch batch_counted_once
#include "_file_base.h"

static int32_t batch_counted_once(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint64_t successes = engine->successes[kind], failures = engine->failures[kind];
	int32_t status = honest_serve_batch(engine, kind, items, n);
	if (is_device_error(status)) {
		engine->successes[kind] = successes;
		engine->failures[kind] = failures + 1;
	}
	return status;
}
