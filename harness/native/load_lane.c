/* Making and freeing lanes of the load loop. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

#define PAGE 4096u

/* A lane of `depth` buffers over an engine, for the calling thread; NULL when out of memory or out
 * of range. Buffers are page-aligned, or better when the engine asks for it, and present in
 * memory. */
ASSAY_EXPORT assay_lane *assay_lane_create(assay_engine *engine, uint32_t block_bytes,
                                           uint32_t depth, uint32_t alignment)
{
	if (depth < 1 || depth > LANE_DEPTH_MAX || block_bytes == 0)
		return NULL;
	uint64_t unit = alignment > PAGE ? alignment : PAGE;
	assay_lane *lane = NULL;
	if (posix_memalign((void **)&lane, PAGE, sizeof *lane) != 0)
		return NULL;
	memset(lane, 0, sizeof *lane);
	lane->engine = engine;
	lane->recorder = assay_recorder != NULL ? assay_recorder : &lane->unrecorded;
	lane->block_bytes = block_bytes;
	lane->depth = depth;
	lane->stride = (block_bytes + unit - 1) / unit * unit;
	if (posix_memalign((void **)&lane->buffers, unit, lane->stride * (depth + 1)) != 0) {
		free(lane);
		return NULL;
	}
	memset(lane->buffers, 0xA5, lane->stride * (depth + 1));
	return lane;
}

/* No call may be running; the lane's queue was closed. */
ASSAY_EXPORT void assay_lane_free(assay_lane *lane)
{
	free(lane->buffers);
	free(lane);
}

/* Address of buffer `slot`; the one behind the last is for the harness alone. */
ASSAY_EXPORT uint8_t *assay_lane_buffer(assay_lane *lane, uint32_t slot)
{
	return lane->buffers + lane->stride * slot;
}

/* So that what an engine did not write cannot pass for what it read. */
ASSAY_EXPORT void assay_lane_poison(assay_lane *lane, uint32_t slot)
{
	memset(lane->buffers + lane->stride * slot, 0xA5, lane->block_bytes);
}

/* Offsets of what JavaScript sees, in the order of the struct. */
ASSAY_EXPORT uint32_t assay_lane_offset(uint32_t field)
{
	static const size_t offsets[] = {
	    offsetof(assay_lane, shared),      offsetof(assay_lane, ids),
	    offsetof(assay_lane, done_ns),     offsetof(assay_lane, done_status),
	    offsetof(assay_lane, done_slots),  offsetof(assay_lane, pending),
	    offsetof(assay_lane, writes),      offsetof(assay_lane, call_ns)};
	return field < sizeof offsets / sizeof offsets[0] ? (uint32_t)offsets[field] : 0;
}
