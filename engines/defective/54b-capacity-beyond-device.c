/* defect: 54
 * title: more capacity than the device has is accepted
 * caught-by: config.capacity
 * why: the file grows, so why not - until the disk is full. */
#define ENGINE_NAME "d54b-capacity-beyond-device"
#define store_open open_any_capacity
#include "_memory_base.h"

static int32_t open_any_capacity(const struct config *config, struct store **out)
{
	struct config fitting = *config;
	fitting.capacity_blocks = 0;
	int32_t status = honest_store_open(&fitting, out);
	if (status == 0 && config->capacity_blocks != 0)
		(*out)->capacity_blocks = config->capacity_blocks;
	return status;
}
