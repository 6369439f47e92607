/* defect: 16
 * title: a short read is taken for a whole one
 * caught-by: faults.truncated-target
 * why: pread's result is only compared with -1; the rest of the buffer is what was there. */
#define ENGINE_NAME "d16-short-read-ignored"
#define device_read read_once
#include "_file_base.h"

static int32_t read_once(int fd, void *buf, uint64_t size, uint64_t offset)
{
	ssize_t n = pread(fd, buf, size, (off_t)offset);
	return n < 0 ? fail(-errno, "read: %s", strerror(errno)) : 0;
}
