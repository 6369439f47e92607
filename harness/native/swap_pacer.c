/* SPDX-License-Identifier: MIT
 * The open-loop caller of a swap drill: it writes one block of its own at a fixed rate, whatever
 * the writes before took. What a swap costs those who come while the gate is closed is the time
 * from when a write was due, not from when it got in: a closed loop leaves out all that would have
 * come.
 *
 * Not covered: being woken late by the scheduler counts as well, which a swap need not have caused;
 * the same caller's latencies between swaps show how much of that there is. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "calls.h"
#include "slot_enter.h"
#include "stamp.h"

/* Laid out by harness/ffi/swap-pacer.ts. */
typedef struct assay_swap_pacer {
	assay_slot *slot;
	uint8_t *buffer;
	double *rows; /* two a write: when it was due, when it was answered; round and round */
	uint64_t id;
	double period_ns;
	double rows_capacity;
	double count; /* writes answered */
	double stop;
	double failed; /* writes */
	double status; /* of the first of those */
	double lost;   /* the last acknowledged write is not there afterwards: the mismatch, or errno */
	double lane;
	double block_bytes;
	double epoch;
} assay_swap_pacer;

static void sleep_until(double ns)
{
	uint64_t at = (uint64_t)ns;
	struct timespec time = {(time_t)(at / 1000000000u), (long)(at % 1000000000u)};
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
		;
}

static double loaded(double *field)
{
	double value;
	__atomic_load(field, &value, __ATOMIC_ACQUIRE);
	return value;
}

static int32_t enter_and(assay_swap_pacer *p, int is_read)
{
	assay_slot_lane *cell = &p->slot->lanes[(uint32_t)p->lane];
	uint32_t bytes = (uint32_t)p->block_bytes;
	assay_engine *engine = slot_enter(p->slot, cell);
	if (engine == NULL)
		return -ENODEV;
	int32_t status = is_read ? assay_read(engine, p->id, p->buffer, bytes)
	                         : assay_write(engine, p->id, p->buffer, bytes);
	slot_exit(p->slot, cell);
	return status;
}

/* Runs until it is stopped; then reads its block back. */
ASSAY_EXPORT void assay_swap_pacer_run(assay_swap_pacer *p)
{
	uint32_t bytes = (uint32_t)p->block_bytes, lane = (uint32_t)p->lane;
	uint64_t written = 0, last = 0;
	prctl(PR_SET_TIMERSLACK, 1);
	for (double due = (double)slot_now_ns(); loaded(&p->stop) == 0; due += p->period_ns) {
		sleep_until(due);
		assay_stamp(p->buffer, bytes, p->id, lane, (uint32_t)p->epoch, ++written);
		int32_t status = enter_and(p, 0);
		double *row = &p->rows[2 * ((uint64_t)p->count % (uint64_t)p->rows_capacity)];
		row[0] = due;
		row[1] = (double)slot_now_ns();
		if (status == 0)
			last = written;
		else if (p->failed++ == 0)
			p->status = status;
		double count = p->count + 1;
		__atomic_store(&p->count, &count, __ATOMIC_RELEASE);
	}
	memset(p->buffer, 0, bytes);
	int32_t status = last == 0 ? 0 : enter_and(p, 1);
	if (status != 0)
		p->lost = status;
	else if (last != 0 && p->failed == 0)
		p->lost = assay_verify(p->buffer, bytes, p->id, lane, (uint32_t)p->epoch, last);
}

ASSAY_EXPORT uint32_t assay_swap_pacer_bytes(void)
{
	return sizeof(assay_swap_pacer);
}
