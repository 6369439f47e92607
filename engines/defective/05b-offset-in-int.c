/* defect: 5
 * title: id x block size is computed in a signed 32-bit integer
 * caught-by: data.large-offsets
 * why: from 2 GiB on the offset is negative. */
#define ENGINE_NAME "d05b-offset-in-int"
#define block_offset offset_int
#include "_file_base.h"

static uint64_t offset_int(struct store *store, uint64_t id)
{
	int32_t offset = (int32_t)((uint32_t)id * store->block_size);
	return honest_block_offset(store, 0) + (uint64_t)(int64_t)offset;
}
