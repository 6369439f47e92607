/* defect: 47
 * title: an engine that another one took over from leaves its device open when it is shut down
 * caught-by: swap.fencing
 * needs: swap
 * why: nothing may be written there any more, so the end goes another way, past the close. */
#define ENGINE_NAME "d47f-fenced-stays-open"
#define store_close close_unless_fenced
#include "_file_base.h"

static int32_t close_unless_fenced(struct store *store)
{
	if (store->state != STATE_FENCED)
		return honest_store_close(store);
	close(store->meta);
	pthread_rwlock_destroy(&store->lock);
	free(store);
	return 0;
}
