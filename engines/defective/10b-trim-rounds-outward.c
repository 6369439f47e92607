/* defect: 10
 * title: a delete trims its neighbour
 * caught-by: data.delete
 * why: the range is rounded outward to 64 KiB, the device's trim granularity, instead of inward. */
#define ENGINE_NAME "d10b-trim-rounds-outward"
#define set_present set_present_trimming
#include "_file_base.h"

#define GRANULARITY 65536ull

static int32_t set_present_trimming(struct store *store, uint64_t id, bool present)
{
	int32_t status = honest_set_present(store, id, present);
	uint64_t first = honest_block_offset(store, 0), at = honest_block_offset(store, id);
	uint64_t start = first + (at - first) / GRANULARITY * GRANULARITY;
	if (!present && status == 0)
		(void)!fallocate(store->meta, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)start,
		                 GRANULARITY);
	return status;
}
