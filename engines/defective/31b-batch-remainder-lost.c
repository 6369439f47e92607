/* defect: 31
 * title: the remainder of a batch after whole rings is lost
 * caught-by: batch.large-batch
 * needs: batch
 * why: the loop runs over n / depth rounds; a multiple of the depth is right. */
#define ENGINE_NAME "d31b-batch-remainder-lost"
#define serve_batch batch_of_rounds
#include "_memory_base.h"

static int32_t batch_of_rounds(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint32_t depth = (uint32_t)engine->config.queue_depth;
	uint32_t done = n <= depth ? n : n / depth * depth;
	for (uint32_t i = done; i < n; i++)
		items[i].status = 0;
	return honest_serve_batch(engine, kind, items, done);
}
