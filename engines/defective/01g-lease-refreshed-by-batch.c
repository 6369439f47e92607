/* defect: 1
 * title: a batch write of a leased block refreshes the leased buffer in place
 * caught-by: lease.holds-contents
 * why: the batch path updates "the cached copy", which is a reader's by now. */
#define ENGINE_NAME "d01g-lease-refreshed-by-batch"
#define serve_batch batch_refreshing
#include "_known_leases_base.h"

static int32_t batch_refreshing(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = honest_serve_batch(engine, kind, items, n);
	for (uint32_t at = 0; at < n && kind == KIND_WRITE; at++)
		if (items[at].status == 0)
			refresh_leases(engine, items[at].id, items[at].data);
	return status;
}
