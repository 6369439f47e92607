/* defect: 18
 * title: a short O_DIRECT write is resumed at the next aligned offset
 * caught-by: faults.file-size-limit
 * why: resuming at a sector gave EINVAL, so progress is rounded up: what lies between is lost. */
#define ENGINE_NAME "d18-resumed-at-rounded-offset"
#define device_write write_rounded
#include "_direct_base.h"

static int32_t write_rounded(int fd, const void *data, uint64_t size, uint64_t offset,
                             uint64_t *done)
{
	for (*done = 0; *done < size;) {
		ssize_t n = pwrite(fd, (const char *)data + *done, size - *done, (off_t)(offset + *done));
		if (n <= 0)
			return fail(n < 0 ? -errno : -EIO, "write: %s", strerror(n < 0 ? errno : EIO));
		*done += ((uint64_t)n + PAGE - 1) / PAGE * PAGE;
	}
	return 0;
}
