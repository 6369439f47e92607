/* defect: 1
 * title: a leased buffer is back in the pool before its holder is done
 * caught-by: lease.holds-contents
 * needs: lease
 * why: `defer pool.Put(buf)` followed by `return *buf`: the next lease gets the same memory. */
#define ENGINE_NAME "d01-lease-returned-early"
#define serve_lease lease_and_put
#define serve_release already_put
#include "_memory_base.h"

static int32_t lease_and_put(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == 0)
		pool_give(&engine->pool, *data);
	return status;
}

static int32_t already_put(bse_engine *engine, const void *data)
{
	(void)engine;
	(void)data;
	return 0;
}
