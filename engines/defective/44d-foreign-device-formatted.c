/* defect: 44
 * title: a device that holds somebody else's data is formatted
 * caught-by: config.foreign-device
 * why: what has no superblock of its own counts as empty. */
#define ENGINE_NAME "d44d-foreign-device-formatted"
#define store_open format_if_foreign
#include "_file_base.h"

static int32_t format_if_foreign(const struct config *config, struct store **out)
{
	static const char zeros[PAGE];
	struct superblock super;
	int fd = open(config->device, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && pread(fd, &super, sizeof super, 0) == sizeof super &&
	    memcmp(super.magic, FORMAT_MAGIC, sizeof super.magic) != 0) {
		struct stat device;
		if (fstat(fd, &device) == 0 && ftruncate(fd, 0) == 0 && ftruncate(fd, device.st_size) == 0)
			(void)!pwrite(fd, zeros, sizeof zeros, 0);
	}
	if (fd >= 0)
		close(fd);
	return honest_store_open(config, out);
}
