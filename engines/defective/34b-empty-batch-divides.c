/* defect: 34
 * title: an empty batch divides by zero
 * caught-by: batch.empty
 * needs: batch
 * verdict: crashed
 * why: the mean latency per item is an integer division by n. */
#define ENGINE_NAME "d34b-empty-batch-divides"
#define ENGINE_FIELDS _Atomic uint64_t batch_latency_ns;
#define serve_batch batch_timed
#include "_memory_base.h"

static int32_t batch_timed(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	volatile uint32_t count = n;
	uint64_t started = now_ns();
	int32_t status = honest_serve_batch(engine, kind, items, n);
	engine->batch_latency_ns = (now_ns() - started) / count;
	return status;
}
