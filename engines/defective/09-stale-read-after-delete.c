/* defect: 9
 * title: a deleted block is still read from the cache
 * caught-by: data.delete
 * why: delete clears the bitmap and forgets the read cache. */
#define ENGINE_NAME "d09-stale-read-after-delete"
#define store_write write_both
#include "_read_cache_base.h"

static int32_t write_both(struct store *store, uint64_t id, const void *data)
{
	read_cache_drop(store, id);
	return honest_store_write(store, id, data);
}
