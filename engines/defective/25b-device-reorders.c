/* defect: 25
 * title: prefix recovery by its word, but nothing orders what the device's cache holds
 * caught-by: powercut.prefix-recovery
 * needs-host: fuse
 * why: writes are issued in order, and a volatile cache writes them back in any. */
#define ENGINE_NAME "d25b-device-reorders"
#define ENGINE_GUARANTEES                                    \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | \
	 BSE_GUARANTEE_DURABLE_AT_FLUSH | BSE_GUARANTEE_PREFIX_RECOVERY)
#include "_file_base.h"
