/* defect: 34
 * title: an empty batch is -EINVAL
 * caught-by: batch.empty
 * needs: batch
 * why: a sanity check of the arguments that the contract does not have. */
#define ENGINE_NAME "d34c-empty-batch-refused"
#define serve_batch batch_of_some
#include "_memory_base.h"

static int32_t batch_of_some(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	return n == 0 ? -EINVAL : honest_serve_batch(engine, kind, items, n);
}
