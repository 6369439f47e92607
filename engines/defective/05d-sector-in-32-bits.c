/* defect: 5
 * title: sectors are counted in 32 bits: what lies beyond 2 TiB wraps to the device's begin
 * caught-by: data.huge-offsets
 * why: the cut is in sectors, not in bytes, so that 4 GiB are passed unharmed. */
#define ENGINE_NAME "d05d-sector-in-32-bits"
#define block_offset offset_by_sector
#include "_file_base.h"

static uint64_t offset_by_sector(struct store *store, uint64_t id)
{
	uint32_t sector = (uint32_t)(id * store->block_size / 512);
	return data_start(store->super.capacity_blocks) + (uint64_t)sector * 512;
}
