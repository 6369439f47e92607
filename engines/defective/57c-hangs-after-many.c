/* defect: 57
 * title: the 1,001st write never returns
 * caught-by: data.many-blocks
 * verdict: hung
 * why: a pool of request objects that are never given back. */
#define ENGINE_NAME "d57c-hangs-after-many"
#define STORE_FIELDS _Atomic uint32_t requests;
#define store_write write_pooled
#include "_memory_base.h"

static int32_t write_pooled(struct store *store, uint64_t id, const void *data)
{
	if (store->requests++ >= 1000)
		for (;;)
			usleep(1000);
	return honest_store_write(store, id, data);
}
