/* defect: 49
 * title: an activation does not count the blocks again: used space is that of the standby's open
 * caught-by: swap.there-and-back
 * needs: swap
 * why: the sum is made when the map is first read, and kept. */
#define ENGINE_NAME "d49g-activate-keeps-used"
#define store_activate activate_with_old_sum
#include "_file_base.h"

static int32_t activate_with_old_sum(struct store *store)
{
	uint64_t used = store->used_blocks;
	int32_t status = honest_store_activate(store);
	if (status == 0 && used != 0)
		store->used_blocks = used;
	return status;
}
