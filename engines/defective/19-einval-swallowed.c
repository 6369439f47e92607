/* defect: 19
 * title: EINVAL of an unaligned O_DIRECT write is swallowed
 * caught-by: data.unaligned-buffers
 * why: the retry through a bounce buffer was planned; the error was silenced first. */
#define ENGINE_NAME "d19-einval-swallowed"
#define block_write write_unbounced
#include "_direct_base.h"

static int32_t write_unbounced(struct store *store, uint64_t id, const void *data)
{
	if ((uintptr_t)data % 512 == 0)
		return honest_block_write(store, id, data);
	if (pwrite(store->data, data, store->block_size, (off_t)block_offset(store, id)) < 0 &&
	    errno != EINVAL)
		return fail(-errno, "write: %s", strerror(errno));
	return set_present(store, id, true);
}
