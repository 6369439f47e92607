/* defect: 40
 * title: the fallback engine does not see what its parent has not written back
 * caught-by: fallback.same-data
 * needs: fallback
 * why: it reads the device below the parent's cache. */
#define ENGINE_NAME "d40b-fallback-is-behind"
#define serve_read read_below
#include "_write_back_base.h"

static int32_t read_below(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	if (!engine->is_fallback)
		return honest_serve_read(engine, id, buf, len);
	int32_t status = check_block(engine, id, buf, len);
	if (status != 0)
		return status;
	uint64_t started = now_ns();
	pthread_rwlock_rdlock(&engine->store->lock);
	status = block_present(engine->store, id);
	status = status == 0   ? read_absent(engine->store, id, buf)
	         : status == 1 ? block_read(engine->store, id, buf)
	                       : status;
	pthread_rwlock_unlock(&engine->store->lock);
	return account(engine, KIND_READ, started, status);
}
