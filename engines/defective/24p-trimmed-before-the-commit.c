/* defect: 24
 * title: what a delete gives back is trimmed at once, and not when the map without it is durable
 * caught-by: powercut.atomic-blocks
 * why: after a power cut in between the block is there, and its data are zeros. */
#define ENGINE_NAME "d24p-trimmed-before-commit"
#define slot_left(store, slot) trim_slot(store, slot)
struct store;
static void trim_slot(struct store *store, unsigned slot);
#include "_cow_base.h"

static void trim_slot(struct store *store, unsigned slot)
{
	uint64_t done;
	void *zeros = calloc(1, store->block_size);
	honest_device_write(store->data, zeros, store->block_size, block_offset(store, slot), &done);
	free(zeros);
}
