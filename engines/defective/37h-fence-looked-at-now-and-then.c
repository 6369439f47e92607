/* defect: 37
 * title: a fenced engine looks at the fence once in 64 changes, and takes the others
 * caught-by: swap.fencing
 * needs: swap
 * why: the look is a read of the device, and was thought too dear for every write. */
#define ENGINE_NAME "d37h-fence-looked-at-seldom"
#define STORE_FIELDS uint64_t changes;
#define claim claim_now_and_then
#include "_file_base.h"

static int32_t claim_now_and_then(struct store *store)
{
	if (store->changes++ % 64 == 0 || store->state != STATE_SERVING)
		return honest_claim(store);
	return lock_writer(store, F_RDLCK);
}
