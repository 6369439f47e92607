/* defect: 36
 * title: a quiesced engine has handed its writes to the page cache, not to the device
 * caught-by: powercut.activate
 * needs: swap
 * needs-host: fuse
 * why: the next engine sees all of it, so that it seems done; a power cut then takes it away. */
#define ENGINE_NAME "d36c-hand-over-not-synced"
#define store_quiesce quiesce_unsynced
#include "_write_back_base.h"

static int32_t quiesce_unsynced(struct store *store)
{
	int32_t status = 0;
	pthread_rwlock_wrlock(&store->lock);
	if (store->cached > 0)
		status = claim(store);
	if (status == 0 && store->cached > 0) {
		status = write_back(store);
		unclaim(store);
	}
	if (status == 0 && store->state == STATE_SERVING)
		store->state = STATE_FENCED;
	pthread_rwlock_unlock(&store->lock);
	return status;
}
