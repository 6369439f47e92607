/* Operations through the slot. A lane (0..63) belongs to one thread. Besides what the engine
 * returns: -ENODEV no engine is in the slot, -EINVAL no such lane, -ENOSYS the engine has no such
 * function. At a closed gate a call waits until the swap is done or rolled back. */
#include <errno.h>

#include "calls.h"
#include "slot_enter.h"

#define THROUGH(engine, present, call)                             \
	do {                                                           \
		if (ASSAY_UNLIKELY(lane >= ASSAY_SLOT_LANES))              \
			return -EINVAL;                                        \
		assay_slot_lane *cell = &slot->lanes[lane];                \
		assay_engine *engine = slot_enter(slot, cell);             \
		if (ASSAY_UNLIKELY(engine == NULL))                        \
			return -ENODEV;                                        \
		int32_t status = (present) ? (call) : -ENOSYS;             \
		slot_exit(slot, cell);                                     \
		return status;                                             \
	} while (0)

ASSAY_EXPORT int32_t assay_slot_write(assay_slot *slot, uint32_t lane, uint64_t id,
                                      const void *data, uint32_t length)
{
	THROUGH(e, 1, assay_write(e, id, data, length));
}

ASSAY_EXPORT int32_t assay_slot_read(assay_slot *slot, uint32_t lane, uint64_t id, void *data,
                                     uint32_t length)
{
	THROUGH(e, 1, assay_read(e, id, data, length));
}

ASSAY_EXPORT int32_t assay_slot_delete(assay_slot *slot, uint32_t lane, uint64_t id)
{
	THROUGH(e, 1, assay_delete(e, id));
}

ASSAY_EXPORT int32_t assay_slot_flush(assay_slot *slot, uint32_t lane)
{
	THROUGH(e, 1, assay_flush(e));
}

ASSAY_EXPORT int32_t assay_slot_write_batch(assay_slot *slot, uint32_t lane, bse_io *items,
                                            uint32_t n)
{
	THROUGH(e, e->write_batch != NULL, assay_write_batch(e, items, n));
}

ASSAY_EXPORT int32_t assay_slot_read_batch(assay_slot *slot, uint32_t lane, bse_io *items,
                                           uint32_t n)
{
	THROUGH(e, e->read_batch != NULL, assay_read_batch(e, items, n));
}
