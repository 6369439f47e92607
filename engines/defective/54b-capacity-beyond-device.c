/* defect: 54
 * title: more capacity than the device has is accepted
 * caught-by: config.capacity
 * why: the file is made larger, so why not - until the disk is full. */
#define ENGINE_NAME "d54b-capacity-beyond-device"
#define store_open open_grown
#include "_file_base.h"

static int32_t open_grown(const struct config *config, struct store **out)
{
	uint64_t need = data_start(config->capacity_blocks) +
	                config->capacity_blocks * config->block_size;
	struct stat facts;
	if (stat(config->device, &facts) == 0 && S_ISREG(facts.st_mode) &&
	    (uint64_t)facts.st_size < need && need < 1ull << 40)
		(void)!truncate(config->device, (off_t)need);
	return honest_store_open(config, out);
}
