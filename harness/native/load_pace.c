/* Waiting for the next operation's intended start in an open loop, and the clock since boot. */
#define _GNU_SOURCE
#include "load.h"

/* The kernel wakes a sleeper up to 50 us late, later when it is busy: the rest is spun. */
#define SPIN_NS 150000.0

static inline void relax(void)
{
#if defined(__x86_64__)
	_mm_pause();
#endif
}

/* Returns the time, at least `until_ns`, on CLOCK_MONOTONIC's scale. The sleep is relative: over a
 * long run the calibrated clock and the kernel's drift apart, and only this one is paced by. */
ASSAY_EXPORT double assay_wait_until(double until_ns)
{
	double now = assay_absolute_ns(assay_ticks_after());
	while (until_ns - now > SPIN_NS) {
		uint64_t ns = (uint64_t)(until_ns - now - SPIN_NS);
		struct timespec pause = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
		clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
		now = assay_absolute_ns(assay_ticks_after());
	}
	while (now < until_ns) {
		relax();
		now = assay_absolute_ns(assay_ticks_after());
	}
	return now;
}

/* As CLOCK_MONOTONIC, with the time that the machine slept. */
ASSAY_EXPORT double assay_boot_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}
