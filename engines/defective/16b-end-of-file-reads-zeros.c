/* defect: 16
 * title: what lies behind the end of the file reads as zeros
 * caught-by: faults.truncated-target
 * why: "a sparse tail" - but the block was written, and its data are lost. */
#define ENGINE_NAME "d16b-end-of-file-reads-zeros"
#define device_read read_or_zeros
#include "_file_base.h"

static int32_t read_or_zeros(int fd, void *buf, uint64_t size, uint64_t offset)
{
	ssize_t n = pread(fd, buf, size, (off_t)offset);
	if (n < 0)
		return fail(-errno, "read: %s", strerror(errno));
	memset((char *)buf + n, 0, size - (uint64_t)n);
	return 0;
}
