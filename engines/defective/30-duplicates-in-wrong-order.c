/* defect: 30
 * title: of two writes of one block in a batch the first wins
 * caught-by: batch.duplicate-ids
 * needs: batch
 * why: the batch is sorted by id with a sort that is not stable. */
#define ENGINE_NAME "d30-duplicates-in-wrong-order"
#define serve_batch batch_sorted
#include "_memory_base.h"

#include "_sorted_batch.h"

static int32_t batch_sorted(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	return serve_unstably_sorted(engine, kind, items, n);
}
