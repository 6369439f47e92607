/* defect: 21
 * title: a slot that was taken when the power failed is never given back
 * caught-by: powercut.prefix-recovery
 * why: that it is taken is written down before the block, and what the map then does not name is
 *   taken for used: cut by cut the engine offers less than its capacity. */
#define ENGINE_NAME "d21j-slot-lost-at-a-cut"
#define slot_taken(store, slot) mark_slot(store, slot, 1)
#define slot_given_back(store, slot) mark_slot(store, slot, 0)
#define slots_found(store) read_marks(store)
struct store;
static int mark_slot(struct store *store, unsigned slot, unsigned char taken);
static int read_marks(struct store *store);
#include "_cow_base.h"

/* Behind the maps. */
static int mark_slot(struct store *store, unsigned slot, unsigned char taken)
{
	uint64_t done;
	return honest_device_write(store->meta, &taken, 1, map_at(store, 2) + slot, &done);
}

static int read_marks(struct store *store)
{
	unsigned char marks[PAGE];
	int32_t status = honest_device_read(store->meta, marks, PAGE, map_at(store, 2));
	for (uint32_t slot = 0; slot < slot_count(store) && slot < PAGE && status == 0; slot++)
		if (marks[slot] != 0)
			store->held[slot] |= IN_MAP;
	return status;
}
