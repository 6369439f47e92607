/* defect: 21
 * title: an error while the full cache is written back drops the block
 * caught-by: faults.file-size-limit
 * why: eviction has no caller to tell; the entry is freed as if it had been written. */
#define ENGINE_NAME "d21b-eviction-error-dropped"
#define write_back write_back_regardless
#include "_write_back_base.h"

static int32_t write_back_regardless(struct store *store)
{
	while (store->cached > 0) {
		block_write(store, store->cache[0].id, store->cache[0].data);
		cache_drop(store, 0);
	}
	return 0;
}
