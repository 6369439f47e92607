/* defect: 24
 * title: flush syncs, the shutdown does not
 * caught-by: powercut.shutdown powercut.acknowledged
 * needs-host: fuse
 * why: close was taken for a sync. */
#define ENGINE_NAME "d24g-shutdown-without-sync"
#define store_close close_unsynced
#include "_file_base.h"

static int32_t close_unsynced(struct store *store)
{
	free_store(store);
	return 0;
}
