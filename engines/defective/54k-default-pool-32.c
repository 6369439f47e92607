/* defect: 54
 * title: without pool_buffers 32 leases are the most, not 64
 * caught-by: lease.exhaustion
 * why: an older default. */
#define ENGINE_NAME "d54k-default-pool-32"
#define DEFAULT_KEY pool_buffers
#define DEFAULT_VALUE 32
#include "_other_default_base.h"
