/* defect: 5
 * title: id x block size is computed in 32 bits
 * caught-by: data.large-offsets
 * why: two uint32_t multiplied before they are widened: blocks beyond 4 GiB alias those below. */
#define ENGINE_NAME "d05-offset-in-32-bits"
#define block_offset offset_32
#include "_file_base.h"

static uint64_t offset_32(struct store *store, uint64_t id)
{
	uint32_t offset = (uint32_t)id * store->block_size;
	return honest_block_offset(store, 0) + offset;
}
