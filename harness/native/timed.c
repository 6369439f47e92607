/* Timed calls: clock, engine, clock, in one call from JavaScript. More accurate than two clock
 * calls around an engine call, since no crossing lies in between, and half the cost.
 *
 * Every function returns the nanoseconds taken, >= 0, when all went well; otherwise a negative
 * number, so that the two cannot be confused: the status if it was negative (what an errno is), and
 * -2^32 - status for a positive one, which no engine should return. A batch returns -1 - failed
 * items, with the statuses in the lane. */
#define _GNU_SOURCE
#include "load.h"

#define UNTOUCHED 0x5a5a5a5a

static inline double outcome(assay_lane *lane, uint64_t before, uint64_t after, int32_t status)
{
	lane->shared[LANE_END_NS] = assay_absolute_ns(after);
	if (__builtin_expect(status == 0, 1))
		return assay_elapsed_ns(before, after);
	lane->shared[LANE_STATUS] = (double)status;
	return status < 0 ? (double)status : -4294967296.0 - (double)status;
}

ASSAY_EXPORT double assay_timed_read(assay_lane *lane, uint64_t id)
{
	const assay_engine *engine = lane->engine;
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_READ, id, lane->block_bytes);
	uint64_t before = assay_ticks_before();
	int32_t status = engine->read_block(engine->handle, id, lane->buffers, lane->block_bytes);
	uint64_t after = assay_ticks_after();
	return outcome(lane, before, after, assay_recorded(entry, status));
}

ASSAY_EXPORT double assay_timed_write(assay_lane *lane, uint64_t id)
{
	const assay_engine *engine = lane->engine;
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_WRITE, id, lane->block_bytes);
	uint64_t before = assay_ticks_before();
	int32_t status = engine->write_block(engine->handle, id, lane->buffers, lane->block_bytes);
	uint64_t after = assay_ticks_after();
	return outcome(lane, before, after, assay_recorded(entry, status));
}

static void fill_items(assay_lane *lane, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		bse_io *item = &lane->items[i];
		item->id = (uint64_t)lane->ids[i];
		item->data = lane->buffers + lane->stride * i;
		item->len = lane->block_bytes;
		item->status = UNTOUCHED;
	}
}

/* An item counts as done only if it says so itself and the call agrees: a call that reports a
 * failure without a failed item has failed as a whole. */
static double batch_outcome(assay_lane *lane, uint32_t n, uint64_t before, uint64_t after,
                            int32_t status)
{
	uint32_t failed = 0;
	int32_t first = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (__builtin_expect(lane->items[i].status == 0, 1))
			continue;
		if (failed++ == 0)
			first = lane->items[i].status;
	}
	if (status != 0 && failed == 0) {
		failed = n;
		first = status;
	}
	lane->shared[LANE_END_NS] = assay_absolute_ns(after);
	if (__builtin_expect(failed == 0, 1))
		return assay_elapsed_ns(before, after);
	lane->shared[LANE_FAILED] = (double)failed;
	lane->shared[LANE_STATUS] = (double)first;
	return -1.0 - (double)failed;
}

/* The ids are in lane->ids, item i uses buffer i. */
ASSAY_EXPORT double assay_timed_read_batch(assay_lane *lane, uint32_t n)
{
	const assay_engine *engine = lane->engine;
	fill_items(lane, n);
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_READ_BATCH, lane->items[0].id, n);
	uint64_t before = assay_ticks_before();
	int32_t status = engine->read_batch(engine->handle, lane->items, n);
	uint64_t after = assay_ticks_after();
	return batch_outcome(lane, n, before, after, assay_recorded(entry, status));
}

ASSAY_EXPORT double assay_timed_write_batch(assay_lane *lane, uint32_t n)
{
	const assay_engine *engine = lane->engine;
	fill_items(lane, n);
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_WRITE_BATCH, lane->items[0].id, n);
	uint64_t before = assay_ticks_before();
	int32_t status = engine->write_batch(engine->handle, lane->items, n);
	uint64_t after = assay_ticks_after();
	return batch_outcome(lane, n, before, after, assay_recorded(entry, status));
}
