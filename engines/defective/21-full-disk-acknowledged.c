/* defect: 21
 * title: ENOSPC and EFBIG are logged and acknowledged
 * caught-by: faults.file-size-limit
 * why: "flush will retry it" - but nothing was kept to retry. */
#define ENGINE_NAME "d21-full-disk-acknowledged"
#define device_write write_logged
#include "_file_base.h"

static int32_t write_logged(int fd, const void *data, uint64_t size, uint64_t offset,
                            uint64_t *done)
{
	int32_t status = honest_device_write(fd, data, size, offset, done);
	return status == -ENOSPC || status == -EFBIG ? 0 : status;
}
