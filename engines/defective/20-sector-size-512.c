/* defect: 20
 * title: data begin at a multiple of 512: on a device with 4,096-byte sectors nothing works
 * caught-by: faults.sector-4096
 * needs-host: loop-device
 * why: alignment is a constant, the device was never asked. */
#define ENGINE_NAME "d20-sector-size-512"
#define block_offset offset_512
#include "_direct_base.h"

static uint64_t offset_512(struct store *store, uint64_t id)
{
	uint64_t bitmap = (store->super.capacity_blocks + 7) / 8;
	uint64_t start = PAGE + (bitmap + 511) / 512 * 512;
	return (start % PAGE == 0 ? start - 512 : start) + id * store->block_size;
}
