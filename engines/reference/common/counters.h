/* SPDX-License-Identifier: MIT
 *
 * Exact operation counters without a locked instruction on the hot path: every thread counts in a
 * slot of its own, found by its thread pointer; sums are made when somebody asks. Threads beyond
 * the slots share the last one and count atomically there. A thread that ended and one that later
 * got the same pointer share a slot, never at the same time. */
#ifndef BSE_COMMON_COUNTERS_H
#define BSE_COMMON_COUNTERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum operation { OPERATION_READ, OPERATION_WRITE, OPERATION_DELETE, OPERATION_FLUSH };
#define OPERATION_COUNT 4

enum counter {
	COUNTER_DONE,                                  /* + operation: calls that returned 0 */
	COUNTER_FAILED = COUNTER_DONE + OPERATION_COUNT, /* + operation: calls the device failed */
	COUNTER_ENTERED = COUNTER_FAILED + OPERATION_COUNT,
	COUNTER_LEFT,
	COUNTER_TIMED,    /* operations whose time is in COUNTER_TIMED_NS */
	COUNTER_TIMED_NS,
	COUNTER_COUNT,
};

#define COUNTER_SLOTS 64u

struct counter_slot {
	_Alignas(128) _Atomic uintptr_t owner; /* thread pointer; 0: free; 1: shared */
	_Atomic uint64_t values[COUNTER_COUNT];
};

struct counters {
	struct counter_slot slots[COUNTER_SLOTS + 1];
};

static inline uintptr_t counters_thread(void) {
#if defined(__x86_64__)
	uintptr_t pointer;
	__asm__("movq %%fs:0, %0" : "=r"(pointer));
	return pointer;
#else
	return (uintptr_t)__builtin_thread_pointer();
#endif
}

struct counter_slot *counters_claim(struct counters *counters, uintptr_t thread, uint32_t first);

/* Where a thread looks for its slot first, and mostly finds it. */
static inline uint32_t counters_first(uintptr_t thread) {
	return (uint32_t)(((uint64_t)thread * 0x9E3779B97F4A7C15ull) >> 58);
}

static inline bool counters_is_own(struct counter_slot *slot, uintptr_t thread) {
	return __builtin_expect(atomic_load_explicit(&slot->owner, memory_order_relaxed) == thread, 1);
}

static inline struct counter_slot *counters_slot(struct counters *counters) {
	uintptr_t thread = counters_thread();
	uint32_t first = counters_first(thread);
	struct counter_slot *slot = &counters->slots[first];
	return counters_is_own(slot, thread) ? slot : counters_claim(counters, thread, first);
}

static inline uint64_t counter_add(struct counter_slot *slot, uint32_t counter, uint64_t n) {
	_Atomic uint64_t *value = &slot->values[counter];
	if (__builtin_expect(atomic_load_explicit(&slot->owner, memory_order_relaxed) == 1, 0))
		return atomic_fetch_add_explicit(value, n, memory_order_relaxed);
	uint64_t before = atomic_load_explicit(value, memory_order_relaxed);
	atomic_store_explicit(value, before + n, memory_order_relaxed);
	return before;
}

uint64_t counters_sum(struct counters *counters, uint32_t counter);

#endif
