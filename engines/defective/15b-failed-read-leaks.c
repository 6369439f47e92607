/* defect: 15
 * title: reading an absent block is -ENOENT, but another block's data are in the buffer
 * caught-by: data.absent-block
 * why: the pooled bounce buffer is copied out before the status is looked at. */
#define ENGINE_NAME "d15b-failed-read-leaks"
#define store_read read_through_pool
#include "_memory_base.h"

static int32_t read_through_pool(struct store *store, uint64_t id, void *buf)
{
	static _Thread_local unsigned char bounce[ENGINE_BLOCK_MAX];
	int32_t status = honest_store_read(store, id, bounce);
	memcpy(buf, bounce, store->block_size);
	return status;
}
