/* defect: 36
 * title: what was written in batches misses the hand-over
 * caught-by: swap.every-moment
 * needs: swap batch
 * why: batches have a list of dirty blocks of their own, which flush knows and quiesce does not. */
#define ENGINE_NAME "d36d-batched-writes-lost"
#define serve_batch batch_noted
#include "_second_list_base.h"

static int32_t batch_noted(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	on_second_path = true;
	int32_t status = honest_serve_batch(engine, kind, items, n);
	on_second_path = false;
	return status;
}
