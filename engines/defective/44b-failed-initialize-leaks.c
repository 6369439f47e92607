/* defect: 44
 * title: an initialize that fails leaves its descriptors open
 * caught-by: process.descriptor-leak
 * why: the error paths after the open return without a close. */
#define ENGINE_NAME "d44b-failed-initialize-leaks"
#define store_open open_leaking
#include "_file_base.h"

static int32_t open_leaking(const struct config *config, struct store **out)
{
	int fd = open(config->device, O_RDWR | O_CLOEXEC);
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		close(fd);
	return status;
}
