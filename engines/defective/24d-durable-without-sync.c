/* defect: 24
 * title: durable at write by its word, but nothing is ever synced
 * caught-by: powercut.acknowledged
 * needs-host: fuse
 * why: the page cache survives a killed process, so only a power cut shows it. */
#define ENGINE_NAME "d24d-durable-without-sync"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#define device_sync sync_nothing
#include "_file_base.h"

static int32_t sync_nothing(struct store *store)
{
	(void)store;
	return 0;
}
