/* defect: 24
 * title: durable at write by its word, but batches wait in memory for a flush
 * caught-by: powercut.acknowledged
 * needs-host: fuse
 * why: the sync of the single path was moved out of the loop of a batch, and then lost. */
#define ENGINE_NAME "d24j-batch-in-memory"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#define serve_batch batch_unsynced
#define device_sync sync_unless_batch
#include "_file_base.h"

static __thread bool in_batch;

static int32_t sync_unless_batch(struct store *store)
{
	return in_batch ? 0 : honest_device_sync(store);
}

static int32_t batch_unsynced(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	in_batch = true;
	int32_t status = honest_serve_batch(engine, kind, items, n);
	in_batch = false;
	return status;
}
