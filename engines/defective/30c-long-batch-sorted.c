/* defect: 30
 * title: in a batch of 64 items or more the first of two writes of one block wins
 * caught-by: batch.duplicate-ids
 * needs: batch
 * why: sorting by id pays for long batches only, and the sort is not stable. */
#define ENGINE_NAME "d30c-long-batch-sorted"
#define serve_batch batch_sorted_when_long
#include "_memory_base.h"

#include "_sorted_batch.h"

static int32_t batch_sorted_when_long(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (n < 64)
		return honest_serve_batch(engine, kind, items, n);
	return serve_unstably_sorted(engine, kind, items, n);
}
