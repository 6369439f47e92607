/* defect: 7
 * title: a batch reads its blocks without the lock: halves of two writes
 * caught-by: concurrency.batches
 * attempts: 5
 * why: one lock a batch was too long, one an item too many, and so there is none. */
#define ENGINE_NAME "d07e-torn-batch-read"
#define serve_batch batch_unlocked
#include "_unlocked_copy_base.h"

static int32_t batch_unlocked(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = honest_serve_batch(engine, kind, items, n);
	for (uint32_t i = 0; i < n && kind == KIND_READ; i++)
		if (items[i].status == 0)
			copy_unlocked(engine->store, items[i].id, items[i].data);
	return first_bad;
}
