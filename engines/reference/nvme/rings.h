/* SPDX-License-Identifier: MIT
 *
 * What nvme-uring has beyond the store: rings for batches, one a lane, and its queues. */
#ifndef BSE_NVME_RINGS_H
#define BSE_NVME_RINGS_H

#include <pthread.h>
#include <stdbool.h>

#include "nvme/handle.h"
#include "nvme/ring.h"

#define RING_LANES 2u /* batches at the same time; more of them take turns */

struct ring_lane {
	pthread_mutex_t lock;
	struct ring ring;
};

struct rings {
	struct ring_lane lanes[RING_LANES];
	bool is_outrun; /* device_outruns_rings: queues make their reads themselves */
	pthread_mutex_t queues_lock;
	bse_queue *queues;
};

/* Finishes what the kernel has finished of every queue; the hook of stripes.h. */
void rings_reap(void *context);

#endif
