/* defect: 47
 * title: every flush leaves a descriptor open
 * caught-by: process.descriptor-leak
 * why: the directory is opened to be synced, and closed only when that failed. */
#define ENGINE_NAME "d47-descriptor-leak"
#define store_flush flush_leaking
#include "_file_base.h"

static int32_t flush_leaking(struct store *store)
{
	int fd = fcntl(store->meta, F_DUPFD_CLOEXEC, 3);
	if (fd >= 0 && fdatasync(fd) != 0)
		close(fd);
	return honest_store_flush(store);
}
