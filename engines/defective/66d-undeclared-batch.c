/* defect: 66
 * title: batches are exported without their capability bit, and they are wrong
 * caught-by: batch.read-after-write
 * why: left out of the note in the hope that nobody tests them; hosts that look symbols up use
 * them all the same. */
#define ENGINE_NAME "d66d-undeclared-batch"
#define ENGINE_CAPABILITIES 0ull
#define ENGINE_EXPORTS BSE_CAPABILITY_BATCH
#define serve_batch batch_of_one
#include "_memory_base.h"

static int32_t batch_of_one(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		items[i].status = 0;
	return honest_serve_batch(engine, kind, items, n < 1 ? n : 1);
}
