/* SPDX-License-Identifier: MIT
 *
 * Where the running engines of one device meet, in this process or another: a shared memory
 * segment that holds the epoch of the engine that serves, and who has changes in flight.
 *
 * Method. The meeting page on the device names a System V segment. The segment was marked for
 * removal when it was made, which Linux allows to be attached as long as somebody has it, so it
 * ends with its last user, killed or not, and nothing is left behind. (The device file itself is
 * not mapped: truncating it would kill the process, and every sync would write the mapping.)
 * Everybody who takes part holds an advisory lock on the byte of his seat, which the kernel drops
 * when he dies; a seat without a lock is empty, whatever it says.
 *
 * A change (write, delete, flush) counts itself in flight, then looks at the epoch. Who takes over
 * raises the epoch, then waits until nobody else has changes in flight. So a change by a former
 * engine either ends before the take-over does, or is refused.
 *
 * Not covered: engines in different IPC namespaces or of different users over one device cannot
 * meet; the second is refused with -EBUSY, as its locks show. Hosts that share a disk are not seen
 * at all. */
#ifndef BSE_NVME_MEETING_H
#define BSE_NVME_MEETING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "nvme/ledger.h"

#define MEETING_SEATS 62u

struct meeting_room { /* the segment */
	uint64_t nonce;
	_Alignas(64) _Atomic uint64_t epoch;        /* of the engine that serves */
	_Alignas(64) _Atomic uint64_t writer_epoch; /* of the last engine that began a change */
	struct {
		_Alignas(64) _Atomic uint64_t in_flight;
	} seats[MEETING_SEATS];
	struct ledger ledger;
};

struct device;

struct meeting {
	struct meeting_room *room; /* NULL until joined */
	uint32_t seat;
};

/* Joins or opens the meeting and takes a seat. epoch: what a new one starts with. */
int32_t meeting_join(struct meeting *meeting, const struct device *device, uint64_t epoch);
/* Joins it if there is one, and writes nothing. Whether it did; if not, joining comes later. */
bool meeting_join_quietly(struct meeting *meeting, const struct device *device);
void meeting_leave(struct meeting *meeting, const struct device *device);

/* Raises the epoch to a new one, at least `least`; waits until the others' changes ended. -EBUSY
 * after deadline_ms: the former epoch is in force again. */
int32_t meeting_take_over(struct meeting *meeting, const struct device *device, uint64_t least,
                          uint32_t deadline_ms, uint64_t *former, uint64_t *epoch);
/* Undoes a take-over that could not be finished, unless a third engine took over since. */
void meeting_give_back(struct meeting *meeting, uint64_t epoch, uint64_t former);

#endif
