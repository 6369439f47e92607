/* defect: 35
 * title: items behind a bad one are not done, and say so
 * caught-by: batch.partial-failure
 * needs: batch
 * why: linked submissions: the chain is cancelled at the first failure. */
#define ENGINE_NAME "d35b-items-after-bad-one"
#define serve_batch batch_linked
#include "_memory_base.h"

static int32_t batch_linked(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		items[i].status =
		    first_bad != 0
		        ? -ECANCELED
		        : serve_item(engine, kind, items[i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
