/* SPDX-License-Identifier: MIT */
#include "common/counters.h"

struct counter_slot *counters_claim(struct counters *counters, uintptr_t thread, uint32_t first) {
	for (uint32_t step = 0; step < COUNTER_SLOTS; step++) {
		struct counter_slot *slot = &counters->slots[(first + step) % COUNTER_SLOTS];
		uintptr_t owner = atomic_load_explicit(&slot->owner, memory_order_relaxed);
		if (owner == 0)
			atomic_compare_exchange_strong_explicit(&slot->owner, &owner, thread,
			                                        memory_order_relaxed, memory_order_relaxed);
		if (owner == 0 || owner == thread)
			return slot;
	}
	struct counter_slot *shared = &counters->slots[COUNTER_SLOTS];
	atomic_store_explicit(&shared->owner, 1, memory_order_relaxed);
	return shared;
}

uint64_t counters_sum(struct counters *counters, uint32_t counter) {
	uint64_t sum = 0;
	for (uint32_t i = 0; i <= COUNTER_SLOTS; i++)
		sum += atomic_load_explicit(&counters->slots[i].values[counter], memory_order_relaxed);
	return sum;
}
