/* defect: 1
 * title: a lease is the live block, not a snapshot: an overwrite changes it under its holder
 * caught-by: lease.holds-contents
 * needs: lease
 * why: zero-copy handed out the table's own memory; nothing pins its contents. */
#define ENGINE_NAME "d01b-lease-of-live-block"
#define ENGINE_FIELDS const void *live[65536];
#define serve_lease lease_live
#define serve_release release_live
#include "_memory_base.h"

static int32_t lease_live(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status != 0)
		return status;
	pthread_rwlock_rdlock(&engine->store->lock);
	struct slot *slot = *find_slot(engine->store, id);
	pthread_rwlock_unlock(&engine->store->lock);
	for (uint32_t i = 0; slot != NULL && i < engine->pool.count; i++)
		if (engine->pool.buffers[i] == *data)
			engine->live[i] = slot->data;
	if (slot != NULL)
		*data = slot->data;
	return 0;
}

static int32_t release_live(bse_engine *engine, const void *data)
{
	for (uint32_t i = 0; i < engine->pool.count; i++) {
		if (engine->live[i] == NULL || engine->live[i] != data || !engine->pool.leased[i])
			continue;
		engine->live[i] = NULL;
		data = engine->pool.buffers[i];
		break;
	}
	return honest_serve_release(engine, data);
}
