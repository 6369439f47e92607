/* defect: 64
 * title: the engine crashes in a batch; what else was checked must not be lost
 * caught-by: batch.read-after-write
 * verdict: crashed
 * spares: data.read-after-write data.delete
 * needs: batch
 * why: the harness's own defect: a crash takes the other checks' results with it. */
#define ENGINE_NAME "d64-crash-in-one-check"
#define serve_batch batch_crashing
#include "_memory_base.h"

static int32_t batch_crashing(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (n > 1)
		__builtin_trap();
	return honest_serve_batch(engine, kind, items, n);
}
