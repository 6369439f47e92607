/* defect: 17
 * title: a short write is taken for a whole one
 * caught-by: faults.file-size-limit
 * why: pwrite's result is only compared with -1. */
#define ENGINE_NAME "d17-short-write-ignored"
#define device_write write_once
#include "_file_base.h"

static int32_t write_once(int fd, const void *data, uint64_t size, uint64_t offset, uint64_t *done)
{
	ssize_t n = pwrite(fd, data, size, (off_t)offset);
	*done = n < 0 ? 0 : (uint64_t)n;
	return n < 0 ? fail(-errno, "write: %s", strerror(errno)) : 0;
}
