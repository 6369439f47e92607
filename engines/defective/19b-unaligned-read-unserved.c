/* defect: 19
 * title: a read into an unaligned buffer returns 0 without data
 * caught-by: data.unaligned-buffers
 * why: only -EIO counts as a failed read; EINVAL falls through. */
#define ENGINE_NAME "d19b-unaligned-read-unserved"
#define block_read read_unbounced
#include "_direct_base.h"

static int32_t read_unbounced(struct store *store, uint64_t id, void *buf)
{
	if ((uintptr_t)buf % 512 == 0)
		return honest_block_read(store, id, buf);
	ssize_t n = pread(store->data, buf, store->block_size, (off_t)block_offset(store, id));
	return n < 0 && errno == EIO ? fail(-EIO, "read: %s", strerror(errno)) : 0;
}
