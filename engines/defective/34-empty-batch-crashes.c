/* defect: 34
 * title: an empty batch crashes
 * caught-by: batch.empty
 * needs: batch
 * verdict: crashed
 * why: the last item is looked at before n is. */
#define ENGINE_NAME "d34-empty-batch-crashes"
#define serve_batch batch_from_last
#include "_memory_base.h"

static int32_t batch_from_last(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	((volatile bse_io *)items)[(int64_t)n - 1].status = -EIO;
	return honest_serve_batch(engine, kind, items, n);
}
