/* An engine that is another one with a known delay: reads and writes take DELAY_PPM millionths
 * longer. With it `assay compare --prove` shows that a slow-down of that size would be seen.
 *
 * Compiled for one engine: DELAY_TARGET is its file, the other DELAY_ names its descriptor.
 * Queues, leases and swaps are not handed on. */
#define _GNU_SOURCE
#include "block_engine.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>

#ifdef DELAY_BATCH
#define DELAY_CAPABILITIES BSE_CAPABILITY_BATCH
#else
#define DELAY_CAPABILITIES 0
#endif

BSE_PLUGIN("delay", "assay", BSE_VERSION(1, 0, 0), DELAY_CAPABILITIES, DELAY_GUARANTEES,
           DELAY_BLOCK_MIN, DELAY_BLOCK_MAX, DELAY_ALIGNMENT, "delay shim");

static struct {
	void *library;
	int32_t (*initialize)(const char *, uint32_t, bse_engine **);
	int32_t (*shutdown)(bse_engine *);
	int32_t (*write)(bse_engine *, uint64_t, const void *, uint32_t);
	int32_t (*read)(bse_engine *, uint64_t, void *, uint32_t);
	int32_t (*delete)(bse_engine *, uint64_t);
	int32_t (*flush)(bse_engine *);
	int32_t (*stats)(bse_engine *, bse_stats *);
	int32_t (*error)(char *, uint32_t);
	int32_t (*write_batch)(bse_engine *, bse_io *, uint32_t);
	int32_t (*read_batch)(bse_engine *, bse_io *, uint32_t);
} real;

/* The processor's counter: a clock would cost much of a short call. The unit cancels out. */
static inline uint64_t now(void)
{
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
	uint64_t ticks;
	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
#else
#error "x86-64 or arm64"
#endif
}

/* What reading the counter costs, in its own unit. On a virtual machine that may be 5 % of a call
 * from memory, so that it is taken off the delay, */
static uint64_t reading;
/* and of calls too short for it one of so many is timed, and delayed for all of them. */
#define CALLS_SHORT 16u
#define SHORT_READINGS 400u
static _Thread_local uint32_t calls = 1;
static _Thread_local uint32_t left;

/* 0: this call is one of those that another one is delayed for. */
static inline uint64_t begin(void)
{
	if (left > 0) {
		left--;
		return 0;
	}
	return now();
}

/* Spins: a sleep would be many times longer than what is to be injected. */
static int32_t delayed(uint64_t before, int32_t status)
{
	if (before == 0)
		return status;
	uint64_t after = now();
	uint64_t took = after - before > reading ? after - before - reading : 0;
	uint64_t due = took * calls * DELAY_PPM / 1000000u;
	uint64_t until = after + (due > 2 * reading ? due - 2 * reading : 0);
	while (now() < until) {
	}
	calls = took < SHORT_READINGS * reading ? CALLS_SHORT : 1;
	left = calls - 1;
	return status;
}

/* Before main and before any call: no lock is needed. */
__attribute__((constructor)) static void open_real(void)
{
	reading = UINT64_MAX;
	for (int at = 0; at < 1000; at++) {
		uint64_t before = now();
		uint64_t took = now() - before;
		reading = took < reading ? took : reading;
	}
	real.library = dlopen(DELAY_TARGET, RTLD_NOW | RTLD_LOCAL);
	if (real.library == NULL)
		return;
#define FIND(member, name) *(void **)&real.member = dlsym(real.library, name)
	FIND(initialize, "bse_initialize");
	FIND(shutdown, "bse_shutdown");
	FIND(write, "bse_write_block");
	FIND(read, "bse_read_block");
	FIND(delete, "bse_delete_block");
	FIND(flush, "bse_flush");
	FIND(stats, "bse_get_stats");
	FIND(error, "bse_last_error");
	FIND(write_batch, "bse_write_batch");
	FIND(read_batch, "bse_read_batch");
}

int32_t bse_initialize(const char *config_json, uint32_t config_len, bse_engine **out)
{
	return real.initialize == NULL ? -ENOENT : real.initialize(config_json, config_len, out);
}

int32_t bse_shutdown(bse_engine *engine)
{
	return real.shutdown(engine);
}

int32_t bse_write_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	uint64_t before = begin();
	return delayed(before, real.write(engine, id, data, len));
}

int32_t bse_read_block(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	uint64_t before = begin();
	return delayed(before, real.read(engine, id, buf, len));
}

int32_t bse_delete_block(bse_engine *engine, uint64_t id)
{
	return real.delete(engine, id);
}

int32_t bse_flush(bse_engine *engine)
{
	return real.flush(engine);
}

int32_t bse_get_stats(bse_engine *engine, bse_stats *stats)
{
	return real.stats(engine, stats);
}

int32_t bse_last_error(char *buf, uint32_t cap)
{
	if (real.error != NULL)
		return real.error(buf, cap);
	return cap == 0 ? 0 : snprintf(buf, cap, "the delayed engine can't be loaded");
}

#ifdef DELAY_BATCH
int32_t bse_write_batch(bse_engine *engine, bse_io *items, uint32_t n)
{
	uint64_t before = begin();
	return delayed(before, real.write_batch(engine, items, n));
}

int32_t bse_read_batch(bse_engine *engine, bse_io *items, uint32_t n)
{
	uint64_t before = begin();
	return delayed(before, real.read_batch(engine, items, n));
}
#endif
