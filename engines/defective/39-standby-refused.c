/* defect: 39
 * title: initialize in standby fails: the swap to this engine must be rolled back
 * caught-by: swap.standby
 * needs: swap
 * why: the standby path opens the device with O_EXCL on its own lock, which the old engine
 * holds. */
#define ENGINE_NAME "d39-standby-refused"
#define store_open open_exclusive
#include "_file_base.h"

static int32_t open_exclusive(const struct config *config, struct store **out)
{
	if (config->standby)
		return fail(-EBUSY, "another engine serves %.200s", config->device);
	return honest_store_open(config, out);
}
