/* defect: 1
 * title: a batch write of a leased block refreshes the leased buffer in place
 * caught-by: lease.holds-contents
 * why: the batch path updates "the cached copy", which is a reader's by now. */
#define ENGINE_NAME "d01g-lease-refreshed-by-batch"
#define ENGINE_FIELDS struct { uint64_t id; void *data; } leases[64];
#define serve_lease lease_remembered
#define serve_release release_remembered
#define serve_batch batch_refreshing
#include "_memory_base.h"

static int32_t lease_remembered(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	for (int i = 0; i < 64 && status == 0; i++) {
		if (engine->leases[i].data != NULL)
			continue;
		engine->leases[i].id = id;
		engine->leases[i].data = (void *)(uintptr_t)*data;
		break;
	}
	return status;
}

static int32_t release_remembered(bse_engine *engine, const void *data)
{
	for (int i = 0; i < 64; i++)
		if (engine->leases[i].data == data)
			engine->leases[i].data = NULL;
	return honest_serve_release(engine, data);
}

static int32_t batch_refreshing(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = honest_serve_batch(engine, kind, items, n);
	for (uint32_t at = 0; at < n && kind == KIND_WRITE; at++)
		for (int i = 0; i < 64; i++)
			if (engine->leases[i].data != NULL && engine->leases[i].id == items[at].id &&
			    items[at].status == 0)
				memcpy(engine->leases[i].data, items[at].data, items[at].len);
	return status;
}
