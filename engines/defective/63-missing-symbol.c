/* defect: 63
 * title: a function that a delete needs is in no library
 * caught-by: data.delete
 * verdict: crashed
 * why: bound late (here: weakly), so that loading succeeds and the first call dies. */
#define ENGINE_NAME "d63-missing-symbol"
#define store_delete delete_with_library
#include "_memory_base.h"

__attribute__((weak)) void vendor_trim(uint64_t id);

static int32_t delete_with_library(struct store *store, uint64_t id)
{
	if (store->used_blocks > 0)
		vendor_trim(id);
	return honest_store_delete(store, id);
}
