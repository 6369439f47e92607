/* defect: 35
 * title: one bad item fails the whole batch
 * caught-by: batch.partial-failure
 * needs: batch
 * why: arguments are checked for all items up front, and all are refused for one. */
#define ENGINE_NAME "d35-bad-item-poisons"
#define serve_batch batch_all_or_none
#include "_memory_base.h"

static int32_t batch_all_or_none(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = 0;
	for (uint32_t i = 0; i < n && status == 0; i++)
		status = check_block(engine, items[i].id, items[i].data, items[i].len);
	if (status == 0)
		return honest_serve_batch(engine, kind, items, n);
	for (uint32_t i = 0; i < n; i++)
		items[i].status = status;
	return status;
}
