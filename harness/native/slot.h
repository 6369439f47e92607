/* SPDX-License-Identifier: MIT
 * The engine slot: where callers find the engine that serves now, and how it is replaced.
 *
 * One atomic word says everything a caller must know: the address of the serving engine's table,
 * with bit 0 set while the gate is closed; 0 while there is no engine. A caller notes the table in
 * its lane's cell, looks whether the word is still the same, calls, and clears the cell. A swapper
 * closes the gate and waits until no cell holds the old table: then nobody is inside, and nobody
 * will come in.
 *
 * That "note, then look" needs a full fence, which a caller would pay at every operation. Instead
 * membarrier(2) makes the swapper pay for all running threads at once; where the kernel refuses it,
 * both sides use sequentially consistent accesses (ThreadSanitizer builds too: it cannot see
 * membarrier).
 *
 * Not covered: queues and leases outlive the call that made them and belong to one engine; they are
 * not reached through a slot. A caller that never comes back is not interrupted: the drain times
 * out.
 */
#ifndef ASSAY_SLOT_H
#define ASSAY_SLOT_H

#include <stdatomic.h>

#include "assay_native.h"

#define ASSAY_SLOT_LANES 64u
#define ASSAY_SLOT_CLOSED ((uintptr_t)1)
#define ASSAY_SLOT_LINE 128u /* two cache lines: the prefetcher fetches pairs */

/* One caller thread. Padded, so that no caller's store takes a cache line from another one. */
typedef struct assay_slot_lane {
	_Alignas(ASSAY_SLOT_LINE) _Atomic(uintptr_t) inside; /* the table it is in, or 0 */
} assay_slot_lane;

#define ASSAY_SLOT_HELD (1u << 31)

/* Where callers that say so are in their operations: (operation << 8 | stage), and ASSAY_SLOT_HELD
 * while one waits there because `hold` asks for that place. For drills; slots do without. */
typedef struct assay_slot_watch {
	_Atomic(uint32_t) place[ASSAY_SLOT_LANES];
	_Atomic(uint32_t) hold[ASSAY_SLOT_LANES];
	uint32_t at_close[ASSAY_SLOT_LANES]; /* `place` when the gate had closed for the last swap */
} assay_slot_watch;

typedef struct assay_slot {
	_Alignas(ASSAY_SLOT_LINE) _Atomic(uintptr_t) current;
	uint32_t asymmetric; /* 1: membarrier works, callers do without a fence */
	uint32_t serialize;  /* 1: an engine here is not thread-safe, one call at a time */
	_Atomic(uint32_t) turn;                              /* futex of that lock */
	assay_slot_watch *watch;                             /* NULL: none */
	_Alignas(ASSAY_SLOT_LINE) _Atomic(uint32_t) openings; /* futex: callers at the gate */
	_Atomic(uint32_t) departures;                        /* futex: the swapper that drains */
	assay_slot_lane lanes[ASSAY_SLOT_LANES];
} assay_slot;

/* [one swapper at a time] Callers that come now wait in the kernel until the gate opens. */
void assay_slot_close(assay_slot *slot);
/* [the swapper that closed it] Publishes `engine` (NULL: none) and wakes all who wait. */
void assay_slot_open(assay_slot *slot, assay_engine *engine);

void assay_slot_note_places(assay_slot *slot);

uint64_t slot_now_ns(void); /* CLOCK_MONOTONIC */

#endif
