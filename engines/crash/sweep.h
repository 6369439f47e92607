/* SPDX-License-Identifier: MIT
 *
 * Crash sweep of the shared on-disk format.
 *
 * Method. A random run of the real store is recorded over a simulated device: what it writes, when
 * it syncs, when the host got which answer. Then power is cut after every event of that log. What
 * was synced is there; of the rest any set of 512-byte sectors is: none, all, and random ones (a
 * later write of a sector may be there without an earlier one, and the other way round). Each
 * resulting device is opened and every block read. It must open, and each block must be what the
 * last completed flush covered, or one of the changes begun since. Blocks are one sector here, so
 * that none may be torn.
 *
 * Not covered: larger blocks (torn by a cut, as the engines do not promise otherwise), cuts in a
 * cut's recovery but for one more opening, sectors that cannot be read, several writing threads. */
#ifndef BSE_CRASH_SWEEP_H
#define BSE_CRASH_SWEEP_H

#include "nvme/store.h"
#include "simulated_device.h"

#define BLOCK_BYTES 512u
#define CAPACITY_BLOCKS 150u

uint32_t random_below(uint64_t *state, uint32_t bound);
void block_fill(unsigned char *block, uint64_t id, uint64_t version);
/* NULL and errno when it does not open. */
struct store *sweep_open(bool durable_at_write, bool standby);
int32_t sweep_close(struct store *store);
void record_run(uint64_t seed, bool durable_at_write, uint32_t steps, bool drop_syncs);

#endif
