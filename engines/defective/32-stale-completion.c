/* defect: 32
 * title: after a failed batch the next one reports its error
 * caught-by: batch.after-failure
 * needs: batch
 * why: the ring's error flag is raised and never lowered. */
#define ENGINE_NAME "d32-stale-completion"
#define ENGINE_FIELDS int32_t ring_error;
#define serve_batch batch_with_flag
#include "_memory_base.h"

static int32_t batch_with_flag(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t before = engine->ring_error;
	engine->ring_error = honest_serve_batch(engine, kind, items, n);
	return engine->ring_error != 0 ? engine->ring_error : before;
}
