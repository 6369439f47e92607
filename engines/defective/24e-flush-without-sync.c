/* defect: 24
 * title: flush writes everything back but never syncs
 * caught-by: powercut.acknowledged
 * needs-host: fuse
 * why: the page cache survives a killed process, so only a power cut shows it. */
#define ENGINE_NAME "d24e-flush-without-sync"
#define device_sync sync_nothing
#include "_write_back_base.h"

static int32_t sync_nothing(struct store *store)
{
	(void)store;
	return 0;
}
