/* Clock of the load loop: the time stamp counter where it can be trusted, else CLOCK_MONOTONIC. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "clock.h"

#define CALIBRATION_NS 20000000u
#define BRACKETS 64

/* Until calibrated: CLOCK_MONOTONIC itself. */
assay_clock assay_load_clock = {0, 0, 0.0, 1.0};

#if defined(__x86_64__)
static int word_in_line(const char *path, const char *prefix, const char *word)
{
	char line[8192];
	int found = 0;
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	while (!found && fgets(line, sizeof line, file) != NULL) {
		if (strncmp(line, prefix, strlen(prefix)) != 0)
			continue;
		char *rest = line + strlen(prefix);
		for (char *token = strtok(rest, " \t\n:"); token != NULL; token = strtok(NULL, " \t\n:"))
			found |= strcmp(token, word) == 0;
		break;
	}
	fclose(file);
	return found;
}

/* The kernel itself watches the counter and gives it up when cores disagree or it stops: only a
 * counter that the kernel keeps time with right now is used. */
static int tsc_is_invariant(void)
{
	return word_in_line("/proc/cpuinfo", "flags", "constant_tsc") &&
	       word_in_line("/proc/cpuinfo", "flags", "nonstop_tsc") &&
	       word_in_line("/proc/cpuinfo", "flags", "rdtscp") &&
	       word_in_line("/sys/devices/system/clocksource/clocksource0/current_clocksource", "",
	                    "tsc");
}

/* One point in both clocks: the tightest of many brackets, so that being interrupted in between
 * costs a retry and no accuracy. */
static void read_both(uint64_t *ticks, double *ns)
{
	uint64_t tightest = UINT64_MAX;
	for (int i = 0; i < BRACKETS; i++) {
		unsigned int processor;
		uint64_t before = __rdtscp(&processor);
		uint64_t now = assay_monotonic_ns();
		uint64_t after = __rdtscp(&processor);
		if (after - before >= tightest)
			continue;
		tightest = after - before;
		*ticks = before + (after - before) / 2;
		*ns = (double)now;
	}
}
#endif

/* Chooses and calibrates the clock; takes 20 ms. Before any thread measures. Returns 1 when the
 * time stamp counter is used, 0 for CLOCK_MONOTONIC (also when `use_tsc` is 0). */
ASSAY_EXPORT uint32_t assay_clock_calibrate(uint32_t use_tsc)
{
	assay_clock clock = {0, 0, 0.0, 1.0};
#if defined(__x86_64__)
	if (use_tsc && tsc_is_invariant()) {
		uint64_t ticks = 0;
		double ns = 0;
		read_both(&clock.base_ticks, &clock.base_ns);
		while ((double)assay_monotonic_ns() - clock.base_ns < CALIBRATION_NS)
			;
		read_both(&ticks, &ns);
		clock.ns_per_tick = (ns - clock.base_ns) / (double)(ticks - clock.base_ticks);
		clock.uses_tsc = ticks > clock.base_ticks && clock.ns_per_tick > 0;
	}
	if (!clock.uses_tsc)
		clock = (assay_clock){0, 0, 0.0, 1.0};
#else
	(void)use_tsc;
#endif
	assay_load_clock = clock;
	return clock.uses_tsc;
}

/* The calibrated clock, on CLOCK_MONOTONIC's scale. */
ASSAY_EXPORT double assay_clock_now_ns(void)
{
	return assay_absolute_ns(assay_ticks_after());
}

/* CLOCK_MONOTONIC as the kernel tells it. */
ASSAY_EXPORT double assay_clock_monotonic_ns(void)
{
	return (double)assay_monotonic_ns();
}

ASSAY_EXPORT double assay_clock_ns_per_tick(void)
{
	return assay_load_clock.ns_per_tick;
}
