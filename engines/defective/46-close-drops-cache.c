/* defect: 46
 * title: shutdown frees the cache without writing it back
 * caught-by: lifecycle.reopen
 * why: the destructor's order: memory goes before the flush that needed it. */
#define ENGINE_NAME "d46-close-drops-cache"
#define store_close close_dropping
#include "_write_back_base.h"

static int32_t close_dropping(struct store *store)
{
	while (store->cached > 0)
		cache_drop(store, 0);
	return honest_store_close(store);
}
