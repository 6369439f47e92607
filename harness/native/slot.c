/* The slot itself: gate, epoch and draining. slot.h tells the idea. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "slot.h"
#include "slot_enter.h"

uint64_t slot_now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void futex_wait(_Atomic(uint32_t) *word, uint32_t seen, const struct timespec *timeout)
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, timeout, NULL, 0);
}

static void futex_wake(_Atomic(uint32_t) *word, int count)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static int membarrier_register(void)
{
#if defined(__SANITIZE_THREAD__)
	return 0;
#else
	return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
#endif
}

/* A slot without an engine. fences: 0 as the kernel allows, 1 sequentially consistent ones, for
 * tests and comparison. serialize: 1 when an engine that will be in it is not thread-safe.
 * NULL when out of memory. */
ASSAY_EXPORT assay_slot *assay_slot_create(uint32_t serialize, uint32_t fences)
{
	assay_slot *slot = aligned_alloc(ASSAY_SLOT_LINE, sizeof *slot);
	if (slot == NULL)
		return NULL;
	memset(slot, 0, sizeof *slot);
	slot->serialize = serialize;
	slot->asymmetric = fences == 0 && membarrier_register();
	return slot;
}

/* Nobody may be inside, at the gate, or come later. */
ASSAY_EXPORT void assay_slot_destroy(assay_slot *slot)
{
	free(slot);
}

/* 1: callers go without fences. */
ASSAY_EXPORT uint32_t assay_slot_asymmetric(const assay_slot *slot)
{
	return slot->asymmetric;
}

/* The serving engine's table, NULL for none; whatever the gate. */
ASSAY_EXPORT assay_engine *assay_slot_engine(assay_slot *slot)
{
	return (assay_engine *)(atomic_load(&slot->current) & ~ASSAY_SLOT_CLOSED);
}

/* A caller at the closed gate: sleeps until an opening that it has not seen yet. */
void assay_slot_wait(assay_slot *slot)
{
	uint32_t seen = atomic_load(&slot->openings);
	if (atomic_load(&slot->current) & ASSAY_SLOT_CLOSED)
		futex_wait(&slot->openings, seen, NULL);
}

/* A caller that left while the gate was closed: somebody may be draining. */
void assay_slot_depart(assay_slot *slot)
{
	atomic_fetch_add(&slot->departures, 1);
	futex_wake(&slot->departures, 1);
}

/* The lock of a slot whose engine is not thread-safe: 0 free, 1 taken, 2 taken and waited for. */
void assay_slot_lock(assay_slot *slot)
{
	uint32_t free_turn = 0;
	if (atomic_compare_exchange_strong(&slot->turn, &free_turn, 1))
		return;
	while (atomic_exchange(&slot->turn, 2) != 0)
		futex_wait(&slot->turn, 2, NULL);
}

void assay_slot_unlock(assay_slot *slot)
{
	if (atomic_exchange(&slot->turn, 0) == 2)
		futex_wake(&slot->turn, 1);
}

/* After this every caller either is visible in its cell, or sees the closed gate. */
static void fence_all_callers(assay_slot *slot)
{
	if (slot->asymmetric)
		syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

void assay_slot_close(assay_slot *slot)
{
	atomic_fetch_or(&slot->current, ASSAY_SLOT_CLOSED);
	fence_all_callers(slot);
}

/* [before callers come] Drills see where the callers are; `watch` is the caller's, zeroed. */
ASSAY_EXPORT void assay_slot_observe(assay_slot *slot, assay_slot_watch *watch)
{
	slot->watch = watch;
}

/* [gate closed] Notes where every caller is. */
void assay_slot_note_places(assay_slot *slot)
{
	if (slot->watch == NULL)
		return;
	for (uint32_t i = 0; i < ASSAY_SLOT_LANES; i++)
		slot->watch->at_close[i] = atomic_load(&slot->watch->place[i]);
}

void assay_slot_open(assay_slot *slot, assay_engine *engine)
{
	atomic_store(&slot->current, (uintptr_t)engine);
	atomic_fetch_add(&slot->openings, 1);
	futex_wake(&slot->openings, 0x7fffffff);
}

static uint32_t lanes_inside(assay_slot *slot)
{
	uint32_t inside = 0;
	for (uint32_t i = 0; i < ASSAY_SLOT_LANES; i++)
		inside += atomic_load(&slot->lanes[i].inside) != 0;
	return inside;
}

/* [the swapper, gate closed] Waits until no caller is inside. 0, or -ETIMEDOUT. */
ASSAY_EXPORT int32_t assay_slot_drain(assay_slot *slot, uint32_t deadline_ms)
{
	uint64_t end = slot_now_ns() + (uint64_t)deadline_ms * 1000000u;
	for (;;) {
		uint32_t seen = atomic_load(&slot->departures);
		if (lanes_inside(slot) == 0)
			return 0;
		uint64_t now = slot_now_ns();
		if (now >= end)
			return -ETIMEDOUT;
		uint64_t left = end - now;
		struct timespec timeout = {(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
		futex_wait(&slot->departures, seen, &timeout);
	}
}

/* Publishes a first engine, or takes the last one out (NULL), after a drain. 0 or -ETIMEDOUT: then
 * what was there goes on serving. Calls through an empty slot are -ENODEV. */
ASSAY_EXPORT int32_t assay_slot_set(assay_slot *slot, assay_engine *engine, uint32_t deadline_ms)
{
	assay_engine *before = assay_slot_engine(slot);
	assay_slot_close(slot);
	int32_t status = assay_slot_drain(slot, deadline_ms);
	assay_slot_open(slot, status == 0 ? engine : before);
	return status;
}

/* What the sleeping manager does: a store, and nobody asked who is inside. Only for the negative
 * control that the drills must catch. */
ASSAY_EXPORT void assay_slot_store_without_drain(assay_slot *slot, assay_engine *engine)
{
	atomic_store(&slot->current, (uintptr_t)engine);
}
