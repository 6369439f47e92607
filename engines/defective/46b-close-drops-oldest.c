/* defect: 46
 * title: shutdown writes all of the cache back but its first entry
 * caught-by: lifecycle.reopen
 * why: the loop starts at 1. Just one block of each session is lost. */
#define ENGINE_NAME "d46b-close-drops-oldest"
#define store_close close_but_first
#include "_write_back_base.h"

static int32_t close_but_first(struct store *store)
{
	if (store->cached > 0)
		cache_drop(store, 0);
	return honest_store_close(store);
}
