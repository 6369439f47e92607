/* defect: 39
 * title: opening in standby notes the time of the open on the device
 * caught-by: swap.standby-writes-nothing
 * needs: swap
 * why: the code that opens is shared with the one that serves. */
#define ENGINE_NAME "d39c-standby-writes"
#define store_open open_and_note
#include "_file_base.h"

static int32_t open_and_note(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	uint64_t now = now_ns(), done;
	if (status == 0 && config->standby)
		status = honest_device_write((*out)->meta, &now, sizeof now, 2048, &done);
	return status;
}
