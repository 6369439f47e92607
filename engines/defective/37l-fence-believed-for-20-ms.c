/* defect: 37
 * title: what an engine saw of the fence it believes for twenty milliseconds
 * caught-by: swap.fencing
 * needs: swap
 * why: the look is a read of the device, and a lease of a short time was thought safe. */
#define ENGINE_NAME "d37l-fence-believed-20-ms"
#define STORE_FIELDS uint64_t looked_ns;
#define claim claim_by_lease
#include "_file_base.h"

static int32_t claim_by_lease(struct store *store)
{
	if (store->state == STATE_SERVING && now_ns() - store->looked_ns < 20000000)
		return lock_writer(store, F_RDLCK);
	int32_t status = honest_claim(store);
	if (status == 0)
		store->looked_ns = now_ns();
	return status;
}
