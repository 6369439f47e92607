/* defect: 37
 * title: a batch looks at the fence before its first item, and writes the rest behind its back
 * caught-by: swap.fencing
 * needs: swap
 * attempts: 3
 * why: the look is a read of the device, and a batch was to have one. */
#define ENGINE_NAME "d37n-batch-looks-once"
#define claim claim_once_a_batch
#define serve_batch batch_after_one_look
#include "_file_base.h"

static __thread bool looked;

static int32_t claim_once_a_batch(struct store *store)
{
	return looked ? 0 : honest_claim(store);
}

static int32_t batch_after_one_look(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	struct store *store = engine->store;
	pthread_rwlock_wrlock(&store->lock);
	bool serves = honest_claim(store) == 0;
	if (serves)
		unclaim(store);
	pthread_rwlock_unlock(&store->lock);
	looked = serves;
	int32_t status = honest_serve_batch(engine, kind, items, n);
	looked = false;
	return status;
}
