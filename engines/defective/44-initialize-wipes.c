/* defect: 44
 * title: initialize formats a device that has blocks already
 * caught-by: lifecycle.reopen
 * why: the superblock is looked for, found, and written anew together with an empty bitmap. */
#define ENGINE_NAME "d44-initialize-wipes"
#define store_open open_formatting
#include "_file_base.h"

static int32_t open_formatting(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	for (uint64_t id = 0; status == 0 && !config->standby && id < (*out)->capacity_blocks; id++)
		if (block_present(*out, id) == 1)
			status = honest_store_delete(*out, id);
	return status;
}
