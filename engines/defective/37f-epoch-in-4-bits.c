/* defect: 37
 * title: after 16 hand-overs a fenced engine holds the device for its own again
 * caught-by: swap.fencing
 * needs: swap
 * why: the epoch is kept in four bits of a word that says other things, too. */
#define ENGINE_NAME "d37f-epoch-in-4-bits"
#define claim claim_by_low_bits
#include "_file_base.h"

static int32_t claim_by_low_bits(struct store *store)
{
	struct superblock super;
	if (store->state != STATE_SERVING)
		return fail(-ESTALE, "this engine does not serve the device");
	int32_t status = lock_writer(store, F_RDLCK);
	if (status == 0)
		status = honest_device_read(store->meta, &super, sizeof super, 0);
	if (status == 0 && super.epoch % 16 != store->super.epoch % 16) {
		store->state = STATE_FENCED;
		status = fail(-ESTALE, "another engine took the device over");
	}
	if (status != 0)
		lock_writer(store, F_UNLCK);
	return status;
}
