/* Reads so short that the harness would be the measurement: issued, timed and recorded in groups.
 *
 * Method. The end of one read is the start of the next: one clock reading an operation, and about
 * 1 ns of this loop counted as the engine's. The histogram waits until a group is through, which is
 * a tenth less for each than between two reads. Inside a group the counter is read without a fence,
 * which costs half of one that waits: the processor may then read it while the last instructions
 * of the read before are still under way, so that a few nanoseconds of one operation count for its
 * neighbour. The group's first and last reading do wait: its sum is exact, and nothing is counted
 * twice or not at all. */
#define _GNU_SOURCE
#include <string.h>

#include "load.h"

/* The histogram of harness/load/histogram.ts, which is its specification. */
#define SUB_BUCKET_BITS 7
#define BUCKETS (1 + (64 << SUB_BUCKET_BITS))
#define GROUP_MOST 128u
enum histogram_cell { CELL_MAX = 0, CELL_SUM, CELL_FIRST_BUCKET };

/* Returns ns, so that a sum and a maximum can be kept where they are needed. */
static inline double record(double *cells, double ns)
{
	uint64_t bits;
	memcpy(&bits, &ns, sizeof bits);
	int64_t bucket =
	    (int64_t)(bits >> (52 - SUB_BUCKET_BITS)) - (((int64_t)1023 << SUB_BUCKET_BITS) - 1);
	if (bucket < 0)
		bucket = 0;
	else if (bucket >= BUCKETS)
		bucket = BUCKETS - 1;
	cells[CELL_FIRST_BUCKET + bucket] += 1;
	return ns;
}

static inline void total(double *cells, double sum, double max)
{
	cells[CELL_SUM] += sum;
	if (max > cells[CELL_MAX])
		cells[CELL_MAX] = max;
}

/* For the test that this is the same histogram. */
ASSAY_EXPORT void assay_histogram_record(double *cells, const double *values, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		total(cells, record(cells, values[i]), values[i]);
}

/* Reads lane->ids[first .. first + n) in a row: the counter before the first and after each. */
static void issue(assay_lane *lane, uint32_t first, uint32_t n, uint64_t *ticks, int32_t *statuses)
{
	const assay_engine *engine = lane->engine;
	ticks[0] = assay_ticks_after();
	for (uint32_t i = 0; i < n; i++) {
		uint64_t id = (uint64_t)(int64_t)lane->ids[first + i];
		assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_READ, id, lane->block_bytes);
		int32_t status = engine->read_block(engine->handle, id, lane->buffers, lane->block_bytes);
		ticks[i + 1] = i + 1 < n ? assay_ticks_before() : assay_ticks_after();
		statuses[i] = assay_recorded(entry, status);
	}
}

/* `failed` so far; returns how many with these. */
static uint32_t record_all(assay_lane *lane, uint32_t n, const uint64_t *ticks,
                           const int32_t *statuses, double *cells, uint32_t failed)
{
	double sum = 0;
	double max = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (__builtin_expect(statuses[i] != 0, 0)) {
			if (failed++ == 0)
				lane->shared[LANE_STATUS] = (double)statuses[i];
			continue;
		}
		double ns = record(cells, assay_elapsed_ns(ticks[i], ticks[i + 1]));
		sum += ns;
		max = ns > max ? ns : max;
	}
	total(cells, sum, max);
	return failed;
}

/* n reads of lane->ids into the first buffer, their times into the histogram at `cells`. Returns
 * how many failed; LANE_STATUS has the first status. */
ASSAY_EXPORT uint32_t assay_timed_read_burst(assay_lane *lane, uint32_t n, double *cells)
{
	uint64_t ticks[GROUP_MOST + 1];
	int32_t statuses[GROUP_MOST];
	uint32_t failed = 0;
	for (uint32_t first = 0; first < n; first += GROUP_MOST) {
		uint32_t some = n - first < GROUP_MOST ? n - first : GROUP_MOST;
		issue(lane, first, some, ticks, statuses);
		failed = record_all(lane, some, ticks, statuses, cells, failed);
		lane->shared[LANE_END_NS] = assay_absolute_ns(ticks[some]);
	}
	return failed;
}
