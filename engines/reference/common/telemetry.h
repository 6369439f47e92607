/* SPDX-License-Identifier: MIT
 *
 * What an engine tells about itself: counters, recent rate and latency, health, log. One per
 * engine handle. Latency may be sampled (time one operation in sample_mask + 1 of a thread), since
 * reading the clock twice costs more than a block copy in RAM. */
#ifndef BSE_COMMON_TELEMETRY_H
#define BSE_COMMON_TELEMETRY_H

#include <pthread.h>
#include <time.h>

#include "block_engine.h"
#include "common/counters.h"
#include "common/log.h"

struct telemetry_mark { /* sums at one moment, to tell what happened since */
	uint64_t at_ns;
	uint64_t done[OPERATION_COUNT];
	uint64_t timed;
	uint64_t timed_ns;
};

struct telemetry {
	struct counters counters;
	struct log log;
	uint64_t sample_mask;
	_Atomic int32_t failing[OPERATION_COUNT]; /* the device's error of the last one of its kind */
	pthread_mutex_t window_lock;
	struct telemetry_mark window_start, window_next;
};

struct telemetry_rates {
	double read_iops, write_iops, iops, latency_us;
};

void telemetry_open(struct telemetry *telemetry, uint64_t sample_mask, uint32_t log_level);
void telemetry_close(struct telemetry *telemetry);

static inline uint64_t clock_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Around every operation: enter, do it, leave with its count and status. 0 as the start means that
 * this one is not timed. */
static inline struct counter_slot *telemetry_enter(struct telemetry *telemetry, uint64_t n,
                                                   uint64_t *started_ns) {
	struct counter_slot *slot = counters_slot(&telemetry->counters);
	uint64_t before = counter_add(slot, COUNTER_ENTERED, n);
	*started_ns = (before & telemetry->sample_mask) == 0 ? clock_ns() : 0;
	return slot;
}

/* Status 0 counts n successes; device errors count n failures and turn health; refusals (-ENOENT,
 * -EINVAL, -ERANGE, -ESTALE, -EAGAIN) count as nothing. */
void telemetry_count(struct telemetry *telemetry, struct counter_slot *slot, enum operation kind,
                     int32_t status, uint64_t n);

/* ended_ns: for several that ended together; 0: now. */
static inline void telemetry_leave_at(struct telemetry *telemetry, struct counter_slot *slot,
                                      enum operation kind, int32_t status, uint64_t started_ns,
                                      uint64_t ended_ns) {
	if (started_ns != 0) {
		counter_add(slot, COUNTER_TIMED, 1);
		counter_add(slot, COUNTER_TIMED_NS, (ended_ns != 0 ? ended_ns : clock_ns()) - started_ns);
	}
	telemetry_count(telemetry, slot, kind, status, 1);
	counter_add(slot, COUNTER_LEFT, 1);
}

static inline void telemetry_leave(struct telemetry *telemetry, struct counter_slot *slot,
                                   enum operation kind, int32_t status, uint64_t started_ns) {
	telemetry_leave_at(telemetry, slot, kind, status, started_ns, 0);
}

uint64_t telemetry_in_flight(struct telemetry *telemetry);
void telemetry_rates(struct telemetry *telemetry, struct telemetry_rates *rates);
int32_t telemetry_stats(struct telemetry *telemetry, uint64_t capacity_blocks,
                        uint64_t used_blocks, uint32_t block_size, bse_stats *out);
int32_t telemetry_health(struct telemetry *telemetry, char *reason, uint32_t cap);

#endif
