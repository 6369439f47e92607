/* defect: 32
 * title: the batch after a failed one gets a failed item's completion
 * caught-by: batch.after-failure
 * needs: batch
 * why: the batch returns at the first error and leaves the others' completions in the ring. */
#define ENGINE_NAME "d32b-stale-status"
#define ENGINE_FIELDS int32_t left[16]; uint32_t left_count;
#define serve_batch batch_leaving
#include "_memory_base.h"

static int32_t batch_leaving(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = honest_serve_batch(engine, kind, items, n);
	uint32_t taken = 0;
	for (; taken < engine->left_count && taken < n; taken++)
		items[taken].status = engine->left[taken];
	engine->left_count = 0;
	for (uint32_t i = 0; status != 0 && i < n && engine->left_count < 16; i++)
		if (items[i].status != 0)
			engine->left[engine->left_count++] = items[i].status;
	for (uint32_t i = 0; status == 0 && i < taken; i++)
		status = items[i].status;
	return status;
}
