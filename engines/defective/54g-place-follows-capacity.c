/* defect: 54
 * title: where blocks lie follows the configured capacity, not the one the device was made with
 * caught-by: config.smaller-capacity
 * why: a target opened with fewer blocks has its map end on another page. */
#define ENGINE_NAME "d54g-place-follows-capacity"
#define block_offset offset_by_config
#include "_file_base.h"

static uint64_t offset_by_config(struct store *store, uint64_t id)
{
	return data_start(store->capacity_blocks) + id * store->block_size;
}
