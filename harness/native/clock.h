/* The load loop's clock: ticks, and what a tick is worth. Read inline, so that timing a call costs
 * two instructions and no call. Calibrated once for a process by assay_clock_calibrate; every
 * thread shares the result, so times of different Workers can be compared. */
#ifndef ASSAY_CLOCK_H
#define ASSAY_CLOCK_H

#include <stdint.h>
#include <time.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "assay_native.h"

typedef struct assay_clock {
	uint32_t uses_tsc;
	uint64_t base_ticks;
	double base_ns; /* CLOCK_MONOTONIC at base_ticks */
	double ns_per_tick;
} assay_clock;

extern __attribute__((visibility("hidden"))) assay_clock assay_load_clock;

static inline uint64_t assay_monotonic_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Before the call. Without a fence: read a little early, what the processor still had to finish of
 * the harness's work counts as the engine's. A few nanoseconds in the honest direction, where the
 * fence would cost 8 for every operation. */
static inline uint64_t assay_ticks_before(void)
{
#if defined(__x86_64__)
	if (__builtin_expect(assay_load_clock.uses_tsc != 0, 1))
		return __rdtsc();
#endif
	return assay_monotonic_ns();
}

/* After the call: rdtscp waits until everything before it was executed, so that no part of the
 * engine's work is left out. */
static inline uint64_t assay_ticks_after(void)
{
#if defined(__x86_64__)
	if (__builtin_expect(assay_load_clock.uses_tsc != 0, 1)) {
		unsigned int processor;
		return __rdtscp(&processor);
	}
#endif
	return assay_monotonic_ns();
}

/* Never negative: a counter that steps back between two cores shows 0, not 2^64. */
static inline double assay_elapsed_ns(uint64_t before, uint64_t after)
{
	int64_t ticks = (int64_t)(after - before);
	return ticks > 0 ? (double)ticks * assay_load_clock.ns_per_tick : 0.0;
}

/* On CLOCK_MONOTONIC's scale. */
static inline double assay_absolute_ns(uint64_t ticks)
{
	return assay_load_clock.base_ns +
	       (double)(int64_t)(ticks - assay_load_clock.base_ticks) * assay_load_clock.ns_per_tick;
}

#endif
