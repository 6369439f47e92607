/* defect: 41
 * title: reads into buffers that are not aligned go through one scratch buffer for all threads
 * caught-by: concurrency.same-blocks
 * why: aligned buffers need no copy, and nobody tried others from two threads at once. */
#define ENGINE_NAME "d41f-unaligned-scratch-shared"
#define store_read read_by_way_of_scratch
#include "_file_base.h"

static _Alignas(PAGE) unsigned char scratch[ENGINE_BLOCK_MAX];

static int32_t read_by_way_of_scratch(struct store *store, uint64_t id, void *buf)
{
	if ((uintptr_t)buf % 512 == 0)
		return honest_store_read(store, id, buf);
	int32_t status = honest_store_read(store, id, scratch);
	if (status == 0)
		memcpy(buf, scratch, store->block_size);
	return status;
}
