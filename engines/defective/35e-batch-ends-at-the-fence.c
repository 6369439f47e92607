/* defect: 35
 * title: a batch of a fenced engine ends at its first item and leaves the rest as done
 * caught-by: swap.fencing
 * needs: swap
 * why: after -ESTALE nothing else can succeed, so the loop was left. */
#define ENGINE_NAME "d35e-batch-ends-at-the-fence"
#define serve_batch batch_until_stale
#include "_file_base.h"

static int32_t batch_until_stale(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++)
		items[i].status = 0;
	for (uint32_t i = 0; i < n && first_bad != -ESTALE; i++) {
		items[i].status = serve_item(engine, kind, items[i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
