/* SPDX-License-Identifier: MIT
 *
 * A queue: a ring, and a slot for each operation it has taken.
 *
 *   taken --start--> IN KERNEL --reap--> DONE --poll--> free
 *     |  \--> DEFERRED (its block is locked, no bounce buffer, a quiesce goes on) --start--> ...
 *     \--> DONE (refused, absent)
 *
 * The lock is there for rings_reap alone, by which others who wait for a block that is in the
 * kernel finish it; the owner's calls are made one at a time anyway. */
#ifndef BSE_NVME_RING_QUEUE_H
#define BSE_NVME_RING_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "nvme/rings.h"

#define NO_SLOT UINT32_MAX

struct queue_slot {
	bse_op op;
	uint64_t started_ns;
	uint64_t epoch;
	void *bounce;
	int32_t status;
	uint32_t next; /* in the list it is in */
};

struct slot_list { /* first in, first out */
	uint32_t first, last, count;
};

struct bse_queue {
	bse_engine *engine;
	bse_queue *next; /* of the engine's queues */
	pthread_mutex_t lock;
	bool is_waiting; /* the owner waits in the kernel, and will reap */
	struct ring ring;
	uint32_t depth;
	uint32_t in_kernel; /* submitted or prepared */
	struct slot_list free, deferred, done, prepared;
	struct queue_slot slots[];
};

/* With the lock held. Starts one slot: into the kernel, deferred or done. */
void queue_start(bse_queue *queue, uint32_t index);
void queue_start_deferred(bse_queue *queue);
void queue_submit_prepared(bse_queue *queue);
/* Finishes at most so many of those that the kernel has finished. */
void queue_reap(bse_queue *queue, uint32_t most);

static inline void slot_list_add(bse_queue *queue, struct slot_list *list, uint32_t index) {
	queue->slots[index].next = NO_SLOT;
	if (list->count++ == 0)
		list->first = index;
	else
		queue->slots[list->last].next = index;
	list->last = index;
}
static inline uint32_t slot_list_take(bse_queue *queue, struct slot_list *list) {
	uint32_t index = list->first;
	list->first = queue->slots[index].next;
	list->count--;
	return index;
}

#endif
