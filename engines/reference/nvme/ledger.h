/* SPDX-License-Identifier: MIT
 *
 * How often each part of a device's metadata was written, in the memory that its engines share
 * (meeting.h): a standby engine reads the metadata while the other one serves, and again, when it
 * takes over, only what was written since.
 *
 * A write is noted before it begins and after it ended, whether or not it succeeded. What was read
 * while a write went on is not known; an engine that is killed inside one leaves its part unknown
 * for good. Who has no ledger (NULL) knows nothing and notes nothing.
 *
 * Not covered: metadata that a stranger overwrites beneath engines that run. */
#ifndef BSE_NVME_LEDGER_H
#define BSE_NVME_LEDGER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEDGER_REGIONS 64u /* of the bitmap, as even as its pages allow */
#define LEDGER_SUPERBLOCK LEDGER_REGIONS
#define LEDGER_UNKNOWN UINT64_MAX

struct ledger {
	struct {
		_Atomic uint64_t begun, ended;
	} parts[LEDGER_REGIONS + 1];
};

static inline void ledger_begin(struct ledger *ledger, uint32_t part) {
	if (ledger != NULL)
		atomic_fetch_add(&ledger->parts[part].begun, 1);
}

static inline void ledger_end(struct ledger *ledger, uint32_t part) {
	if (ledger != NULL)
		atomic_fetch_add(&ledger->parts[part].ended, 1);
}

/* Before reading the part: what to compare with later. ended first: if both are equal then, no
 * write was going on in between. */
static inline uint64_t ledger_look(struct ledger *ledger, uint32_t part) {
	if (ledger == NULL)
		return LEDGER_UNKNOWN;
	uint64_t ended = atomic_load(&ledger->parts[part].ended);
	return atomic_load(&ledger->parts[part].begun) == ended ? ended : LEDGER_UNKNOWN;
}

/* Nobody may be writing now. */
static inline bool ledger_is_as_seen(struct ledger *ledger, uint32_t part, uint64_t seen) {
	return ledger != NULL && seen != LEDGER_UNKNOWN &&
	       atomic_load(&ledger->parts[part].begun) == seen;
}

#endif
