/* defect: 21
 * title: a write that the device refused keeps the place that it was given
 * caught-by: faults.failed-write-stays-failed
 * why: it is taken off the list of free places first; the spare ones hide that for a while. */
#define ENGINE_NAME "d21f-place-lost-by-failure"
#define STORE_FIELDS uint64_t lost;
#define block_write block_write_elsewhere
#include "_file_base.h"

#define SPARE 64

static int32_t block_write_elsewhere(struct store *store, uint64_t id, const void *data)
{
	if (store->used_blocks + store->lost >= store->capacity_blocks + SPARE)
		return fail(-ENOSPC, "no free place");
	int32_t status = honest_block_write(store, id, data);
	if (status != 0)
		store->lost++;
	return status;
}
