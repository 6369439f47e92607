/* defect: 47
 * title: each hand-over leaves a descriptor open
 * caught-by: swap.there-and-back
 * needs: swap
 * why: quiesce duplicates a descriptor for its sync. */
#define ENGINE_NAME "d47d-descriptor-leak-hand-over"
#define store_quiesce quiesce_and_leak
#include "_file_base.h"

static int32_t quiesce_and_leak(struct store *store)
{
	if (dup(store->meta) < 0)
		return fail(-EMFILE, "no descriptor left");
	return honest_store_quiesce(store);
}
