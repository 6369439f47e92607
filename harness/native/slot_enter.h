/* SPDX-License-Identifier: MIT
 * A caller's way in and out of the slot: three loads, two stores, no fence. Inlined. */
#ifndef ASSAY_SLOT_ENTER_H
#define ASSAY_SLOT_ENTER_H

#include "slot.h"

void assay_slot_wait(assay_slot *slot);
void assay_slot_depart(assay_slot *slot);
void assay_slot_lock(assay_slot *slot);
void assay_slot_unlock(assay_slot *slot);

#define ASSAY_UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Clears the cell; whoever drains is told. The load must not be done before the store: as in
 * slot_enter, the compiler is held off here and the processor by the swapper's membarrier. */
static inline void slot_leave(assay_slot *slot, assay_slot_lane *cell)
{
	uintptr_t word;
	if (slot->asymmetric) {
		atomic_store_explicit(&cell->inside, 0, memory_order_release);
		atomic_signal_fence(memory_order_seq_cst);
		word = atomic_load_explicit(&slot->current, memory_order_relaxed);
	} else {
		atomic_store(&cell->inside, 0);
		word = atomic_load(&slot->current);
	}
	if (ASSAY_UNLIKELY(word & ASSAY_SLOT_CLOSED))
		assay_slot_depart(slot);
}

/* The serving engine, which stays until slot_leave; waits at a closed gate. NULL: no engine. */
static inline assay_engine *slot_enter(assay_slot *slot, assay_slot_lane *cell)
{
	for (;;) {
		uintptr_t word = atomic_load_explicit(&slot->current, memory_order_acquire);
		if (ASSAY_UNLIKELY(word & ASSAY_SLOT_CLOSED)) {
			assay_slot_wait(slot);
			continue;
		}
		if (ASSAY_UNLIKELY(word == 0))
			return NULL;
		uintptr_t again;
		if (slot->asymmetric) {
			atomic_store_explicit(&cell->inside, word, memory_order_relaxed);
			atomic_signal_fence(memory_order_seq_cst);
			again = atomic_load_explicit(&slot->current, memory_order_acquire);
		} else {
			atomic_store(&cell->inside, word);
			again = atomic_load(&slot->current);
		}
		if (ASSAY_UNLIKELY(again != word)) {
			slot_leave(slot, cell);
			continue;
		}
		if (ASSAY_UNLIKELY(slot->serialize))
			assay_slot_lock(slot);
		return (assay_engine *)word;
	}
}

static inline void slot_exit(assay_slot *slot, assay_slot_lane *cell)
{
	if (ASSAY_UNLIKELY(slot->serialize))
		assay_slot_unlock(slot);
	slot_leave(slot, cell);
}

#endif
