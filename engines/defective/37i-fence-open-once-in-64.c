/* defect: 37
 * title: of the changes that a fenced engine is asked for, one in 64 goes through
 * caught-by: swap.fencing
 * needs: swap
 * why: a count of changes starts anew at 64, and with it all that was known of the fence. */
#define ENGINE_NAME "d37i-fence-open-once-in-64"
#define STORE_FIELDS uint64_t changes;
#define claim claim_but_once
#include "_file_base.h"

static int32_t claim_but_once(struct store *store)
{
	if (store->changes++ % 64 != 63 || store->state == STATE_STANDBY)
		return honest_claim(store);
	return lock_writer(store, F_RDLCK);
}
