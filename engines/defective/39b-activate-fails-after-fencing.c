/* defect: 39
 * title: activate fails, but the former writer is already fenced
 * caught-by: swap.failed-activation
 * needs: swap
 * why: the new epoch is written first, then the allocation fails; nobody serves any more. */
#define ENGINE_NAME "d39b-fails-after-fencing"
#define store_activate activate_halfway
#include "_was_standby_base.h"

static int32_t activate_halfway(struct store *store)
{
	int32_t status = honest_store_activate(store);
	if (status != 0 || !store->was_standby)
		return status;
	store->state = STATE_STANDBY;
	return fail(-ENOMEM, "no memory for the allocation map");
}
