/* defect: 24
 * title: durable at write by its word: O_DIRECT, but the device's own cache is never flushed
 * caught-by: powercut.acknowledged
 * needs-host: fuse
 * why: O_DIRECT was taken for durable; it passes the page cache by, not the device's cache. */
#define ENGINE_NAME "d24f-direct-without-sync"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#define device_sync sync_nothing
#include "_direct_base.h"

static int32_t sync_nothing(struct store *store)
{
	(void)store;
	return 0;
}
