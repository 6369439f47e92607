/* defect: 54
 * title: without capacity_blocks the whole device is offered, the engine's metadata not counted
 * caught-by: config.default-capacity
 * why: the last blocks lie behind the device's end; a file grows there without a word. */
#define ENGINE_NAME "d54f-default-capacity-too-large"
#define store_open open_whole_device
#include "_file_base.h"

static int32_t open_whole_device(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	struct stat device;
	if (status == 0 && config->capacity_blocks == 0 && fstat((*out)->meta, &device) == 0)
		(*out)->capacity_blocks = (uint64_t)device.st_size / config->block_size;
	return status;
}
