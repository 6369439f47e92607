/* Reads so short that the harness would be the measurement: issued, timed and recorded in groups.
 *
 * Method. The end of one read is the start of the next: one clock reading an operation, and about
 * 1 ns of this loop counted as the engine's. The histogram waits until a group is through, which is
 * a tenth less for each than between two reads; and what took few ticks is only counted by its
 * ticks until the run ends, in a third of the time that finding its bucket takes.
 * Inside a group the counter is read without a fence, which costs half of one that waits: the
 * processor may then read it while the last instructions of the read before are still under way, so
 * that a few nanoseconds of one operation count for its neighbour. The group's first and last
 * reading do wait: its sum is exact, and nothing is counted twice or not at all. */
#define _GNU_SOURCE
#include <string.h>

#include "load.h"

/* The histogram of harness/load/histogram.ts, which is its specification. */
#define SUB_BUCKET_BITS 7
#define BUCKETS (1 + (64 << SUB_BUCKET_BITS))
#define GROUP_MOST 128u
enum histogram_cell { CELL_MAX = 0, CELL_SUM, CELL_FIRST_BUCKET };

static inline void record(double *cells, double ns, double times)
{
	uint64_t bits;
	memcpy(&bits, &ns, sizeof bits);
	int64_t bucket =
	    (int64_t)(bits >> (52 - SUB_BUCKET_BITS)) - (((int64_t)1023 << SUB_BUCKET_BITS) - 1);
	if (bucket < 0)
		bucket = 0;
	else if (bucket >= BUCKETS)
		bucket = BUCKETS - 1;
	cells[CELL_FIRST_BUCKET + bucket] += times;
}

static inline void total(double *cells, double sum, double max)
{
	cells[CELL_SUM] += sum;
	if (max > cells[CELL_MAX])
		cells[CELL_MAX] = max;
}

static inline void record_one(double *cells, double ns)
{
	record(cells, ns, 1);
	total(cells, ns, ns);
}

/* For the test that this is the same histogram. */
ASSAY_EXPORT void assay_histogram_record(double *cells, const double *values, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		record_one(cells, values[i]);
}

/* Reads lane->ids[first .. first + n) in a row: the counter before the first and after each. What
 * stays the same in a group is read once, since the compiler can't know that it does. Returns 0
 * when every status is. */
static uint32_t issue(assay_lane *lane, uint32_t first, uint32_t n, uint64_t *ticks,
                      int32_t *statuses)
{
	int32_t (*const read_block)(bse_engine *, uint64_t, void *, uint32_t) =
	    lane->engine->read_block;
	bse_engine *const handle = lane->engine->handle;
	assay_recorder_lane *const recorder = lane->recorder;
	const double *const ids = lane->ids + first;
	uint8_t *const buffer = lane->buffers;
	const uint32_t length = lane->block_bytes;
	uint32_t other = 0;
	ticks[0] = assay_ticks_after();
	for (uint32_t i = 0; i < n; i++) {
		uint64_t id = (uint64_t)(int64_t)ids[i];
		assay_recorder_entry *entry = assay_record_in(recorder, ASSAY_CALL_READ, id, length);
		int32_t status = read_block(handle, id, buffer, length);
		ticks[i + 1] = i + 1 < n ? assay_ticks_before() : assay_ticks_after();
		statuses[i] = assay_recorded(entry, status);
		other |= (uint32_t)status;
	}
	return other;
}

/* `other`: some status is not 0. `failed` so far; returns how many with these. */
static uint32_t record_all(assay_lane *lane, uint32_t n, const uint64_t *ticks,
                           const int32_t *statuses, uint32_t other, double *cells, uint32_t failed)
{
	uint32_t counted = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t taken = ticks[i + 1] - ticks[i];
		if (other != 0 && statuses[i] != 0) {
			if (failed++ == 0)
				lane->shared[LANE_STATUS] = (double)statuses[i];
		} else if (__builtin_expect(taken < LANE_BURST_TICKS, 1)) {
			lane->burst_counts[taken]++;
			counted++;
		} else {
			record_one(cells, assay_elapsed_ns(ticks[i], ticks[i + 1]));
		}
	}
	lane->burst_counted += counted;
	return failed;
}

/* What was counted by ticks goes where it would have gone one by one. */
ASSAY_EXPORT void assay_burst_settle(assay_lane *lane, double *cells)
{
	double sum = 0;
	double max = 0;
	for (uint32_t ticks = 0; ticks < LANE_BURST_TICKS && lane->burst_counted > 0; ticks++) {
		uint32_t count = lane->burst_counts[ticks];
		if (count == 0)
			continue;
		lane->burst_counts[ticks] = 0;
		lane->burst_counted -= count;
		max = assay_elapsed_ns(0, ticks);
		record(cells, max, count);
		sum += max * count;
	}
	total(cells, sum, max);
}

/* n reads of lane->ids into the first buffer, their times into the histogram at `cells`: all of
 * them once assay_burst_settle was called. Returns how many failed; LANE_STATUS has the first
 * status. */
ASSAY_EXPORT uint32_t assay_timed_read_burst(assay_lane *lane, uint32_t n, double *cells)
{
	uint64_t ticks[GROUP_MOST + 1];
	int32_t statuses[GROUP_MOST];
	uint32_t failed = 0;
	for (uint32_t first = 0; first < n; first += GROUP_MOST) {
		uint32_t some = n - first < GROUP_MOST ? n - first : GROUP_MOST;
		uint32_t other = issue(lane, first, some, ticks, statuses);
		failed = record_all(lane, some, ticks, statuses, other, cells, failed);
		lane->shared[LANE_END_NS] = assay_absolute_ns(ticks[some]);
	}
	if (__builtin_expect(lane->burst_counted > UINT32_MAX - LANE_DEPTH_MAX, 0))
		assay_burst_settle(lane, cells);
	return failed;
}
