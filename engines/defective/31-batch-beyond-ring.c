/* defect: 31
 * title: of a batch larger than the ring only the ring's depth is done
 * caught-by: batch.large-batch
 * needs: batch
 * why: the ring takes what it holds; the rest was never submitted, and its status starts as 0. */
#define ENGINE_NAME "d31-batch-beyond-ring"
#define serve_batch batch_of_ring
#include "_memory_base.h"

static int32_t batch_of_ring(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint32_t depth = (uint32_t)engine->config.queue_depth;
	for (uint32_t i = depth; i < n; i++)
		items[i].status = 0;
	return honest_serve_batch(engine, kind, items, n < depth ? n : depth);
}
