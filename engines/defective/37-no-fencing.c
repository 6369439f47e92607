/* defect: 37
 * title: after the hand-over the old engine still takes writes
 * caught-by: swap.fencing
 * needs: swap
 * why: quiesce flushes and trusts the host; no epoch is looked at: two engines write one device. */
#define ENGINE_NAME "d37-no-fencing"
#define claim claim_unfenced
#define store_quiesce quiesce_by_flush
#include "_file_base.h"

static int32_t claim_unfenced(struct store *store)
{
	if (store->state != STATE_SERVING)
		return fail(-ESTALE, "standby");
	return lock_writer(store, F_RDLCK);
}

static int32_t quiesce_by_flush(struct store *store)
{
	return honest_store_flush(store);
}
