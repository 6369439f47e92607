/* defect: 56
 * title: a delete aborts
 * caught-by: data.delete
 * verdict: crashed
 * why: an assertion about the free list. */
#define ENGINE_NAME "d56-abort"
#define store_delete delete_asserting
#include "_memory_base.h"

static int32_t delete_asserting(struct store *store, uint64_t id)
{
	if (store->used_blocks > 0)
		abort();
	return honest_store_delete(store, id);
}
