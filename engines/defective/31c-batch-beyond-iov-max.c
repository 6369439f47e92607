/* defect: 31
 * title: the items of a batch beyond 1,024 are reported done and never were
 * caught-by: batch.many-items
 * needs: batch
 * why: preadv and pwritev take IOV_MAX parts; the rest of the vector is forgotten. */
#define ENGINE_NAME "d31c-batch-beyond-iov-max"
#define PARTS_MAX 1024
#define serve_batch one_vector
#include "_memory_base.h"

static int32_t one_vector(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = honest_serve_batch(engine, kind, items, n < PARTS_MAX ? n : PARTS_MAX);
	for (uint32_t i = PARTS_MAX; i < n; i++)
		items[i].status = 0;
	return status;
}
