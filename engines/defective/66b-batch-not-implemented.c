/* defect: 66
 * title: batches are exported and claimed, and answer -ENOSYS
 * caught-by: batch.read-after-write
 * needs: batch
 * why: stubs to satisfy the loader. */
#define ENGINE_NAME "d66b-batch-not-implemented"
#define serve_batch batch_not_implemented
#include "_memory_base.h"

static int32_t batch_not_implemented(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	(void)engine;
	(void)kind;
	(void)items;
	(void)n;
	return -ENOSYS;
}
