/* A lane: everything native that one thread of the load loop uses, so that a timed call has two or
 * three small arguments. One thread at a time. Its first bytes are an array of doubles that the
 * JavaScript loop reads and writes in place (harness/ffi/load.ts has the same order). */
#ifndef ASSAY_LOAD_H
#define ASSAY_LOAD_H

#include "clock.h"

/* Word numbers in assay_lane.shared. */
enum lane_word {
	LANE_END_NS = 0,   /* when the last call ended, on CLOCK_MONOTONIC's scale */
	LANE_FAILED,       /* batch: items that failed in the last call */
	LANE_STATUS,       /* the first failing status of the last call */
	LANE_TAKEN,        /* queue: operations that the engine took in this turn */
	LANE_COMPLETED,    /* queue: completions in `done_` of this turn */
	LANE_IN_FLIGHT,    /* queue: taken and not completed */
	LANE_WORDS = 8
};

#define LANE_DEPTH_MAX 4096u
#define LANE_BURST_TICKS 4096u

typedef struct assay_lane {
	double shared[LANE_WORDS];
	double ids[LANE_DEPTH_MAX];           /* batch: by item; queue: by slot */
	double done_ns[LANE_DEPTH_MAX];       /* queue: submitted-to-done of completion i */
	int32_t done_status[LANE_DEPTH_MAX];  /* queue: its status */
	uint32_t done_slots[LANE_DEPTH_MAX];  /* queue: its slot */
	uint32_t pending[LANE_DEPTH_MAX];     /* queue: slots to submit, in order */
	uint32_t writes[LANE_DEPTH_MAX];      /* queue: by slot, 1 = write */
	double call_ns[LANE_DEPTH_MAX];       /* queue: by slot, the submit call that took it */
	/* Not seen by JavaScript from here on. */
	assay_recorder_lane *recorder;  /* of the thread that made the lane */
	assay_recorder_lane unrecorded; /* when that thread has none */
	assay_engine *engine;
	uint8_t *buffers; /* depth + 1 blocks, `stride` bytes apart */
	uint64_t stride;
	uint32_t block_bytes;
	uint32_t depth;
	bse_queue *queue;
	uint32_t in_flight;
	uint64_t submit_ticks[LANE_DEPTH_MAX];   /* by slot */
	uint32_t generations[LANE_DEPTH_MAX];    /* by slot: which use of it */
	uint8_t busy[LANE_DEPTH_MAX];            /* by slot: taken and not completed */
	bse_io items[LANE_DEPTH_MAX];
	bse_op ops[LANE_DEPTH_MAX];
	bse_completion completions[LANE_DEPTH_MAX];
	uint32_t burst_counts[LANE_BURST_TICKS]; /* burst: reads by ticks, not in a histogram yet */
	uint32_t burst_counted;
} assay_lane;

/* As assay_record, without looking the thread's lane up each time. */
static inline assay_recorder_entry *lane_record(assay_lane *lane, uint32_t call, uint64_t id,
                                                uint32_t length)
{
	return assay_record_in(lane->recorder, call, id, length);
}

#endif
