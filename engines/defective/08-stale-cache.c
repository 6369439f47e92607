/* defect: 8
 * title: an overwrite leaves the old block in the read cache
 * caught-by: data.read-after-write
 * why: the write path was made before the cache and never learnt of it. */
#define ENGINE_NAME "d08-stale-cache"
#define store_delete delete_both
#include "_read_cache_base.h"

static int32_t delete_both(struct store *store, uint64_t id)
{
	read_cache_drop(store, id);
	return honest_store_delete(store, id);
}
