/* SPDX-License-Identifier: MIT
 *
 * nvme-uring: batches and queues through io_uring, at their full depth; single blocks as nvme does,
 * and a queue's reads, too, on a device that is done sooner than a ring's thread has it (zram).
 * Where the kernel has no io_uring, the engine does not open. */
#ifndef ENGINE_NAME
#define ENGINE_NAME "nvme-uring"
#endif
#define ENGINE_CAPABILITIES \
	(BSE_CAPABILITY_BATCH | BSE_CAPABILITY_QUEUE | BSE_CAPABILITY_FALLBACK)

#include "nvme/parts.h"
#include "nvme/chunk.c"
#include "nvme/fallback.c"
#include "nvme/ring.c"
#include "nvme/ring_batch.c"
#include "nvme/ring_queue.c"
#include "nvme/ring_slots.c"
