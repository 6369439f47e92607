/* SPDX-License-Identifier: MIT
 *
 * The queue functions of the ABI over a ring. */
#include "nvme/ring_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"

/* How long to sleep when nothing is in the kernel, but operations are held up by others' locks. */
#define DEFERRED_PAUSE_NS 20000

/* Whoever is busy with the list or a queue will get to it; a queue whose owner waits in the kernel
 * is left to him, since a completion that others take would not wake him. */
void rings_reap(void *context) {
	struct rings *rings = context;
	if (pthread_mutex_trylock(&rings->queues_lock) != 0)
		return;
	for (bse_queue *queue = rings->queues; queue != NULL; queue = queue->next) {
		if (pthread_mutex_trylock(&queue->lock) != 0)
			continue;
		if (!queue->is_waiting)
			queue_reap(queue, UINT32_MAX);
		pthread_mutex_unlock(&queue->lock);
	}
	pthread_mutex_unlock(&rings->queues_lock);
}

int32_t bse_queue_create(bse_engine *engine, uint32_t depth, bse_queue **out) {
	struct rings *rings = engine->extension;
	if (out == NULL || depth == 0 || depth > engine->queue_depth)
		return fail(-EINVAL, "queue depth %u is not in 1..%u (config key \"queue_depth\")", depth,
		            engine->queue_depth);
	bse_queue *queue = calloc(1, sizeof *queue + depth * sizeof queue->slots[0]);
	if (queue == NULL)
		return fail(-ENOMEM, "no memory for a queue of depth %u", depth);
	struct pool *bounce = &engine->store->bounce;
	int32_t status = ring_open(&queue->ring, depth, engine->store->device.fd, bounce->memory,
	                           (size_t)bounce->buffer_count * bounce->buffer_bytes);
	if (status != 0) {
		free(queue);
		return status;
	}
	queue->engine = engine;
	queue->depth = depth;
	pthread_mutex_init(&queue->lock, NULL);
	for (uint32_t i = 0; i < depth; i++)
		slot_list_add(queue, &queue->free, i);
	pthread_mutex_lock(&rings->queues_lock);
	queue->next = rings->queues;
	rings->queues = queue;
	pthread_mutex_unlock(&rings->queues_lock);
	*out = queue;
	return 0;
}

int32_t bse_queue_submit(bse_queue *queue, const bse_op *ops, uint32_t n) {
	uint32_t taken = 0;
	if (queue == NULL || (ops == NULL && n > 0))
		return fail(-EINVAL, "queue or ops is NULL");
	pthread_mutex_lock(&queue->lock);
	queue_start_deferred(queue);
	for (; taken < n && queue->free.count > 0; taken++) {
		uint32_t index = slot_list_take(queue, &queue->free);
		struct queue_slot *slot = &queue->slots[index];
		slot->op = ops[taken];
		slot->bounce = NULL;
		telemetry_enter(&queue->engine->telemetry, 1, &slot->started_ns);
		queue_start(queue, index);
	}
	queue_submit_prepared(queue);
	pthread_mutex_unlock(&queue->lock);
	return (int32_t)taken;
}

static uint32_t queue_collect(bse_queue *queue, bse_completion *out, uint32_t max) {
	uint32_t stored = 0;
	for (; stored < max && queue->done.count > 0; stored++) {
		uint32_t index = slot_list_take(queue, &queue->done);
		out[stored].user_data = queue->slots[index].op.user_data;
		out[stored].status = queue->slots[index].status;
		out[stored].reserved = 0;
		slot_list_add(queue, &queue->free, index);
	}
	return stored;
}

/* As many as the caller takes. A device may finish the whole window at once: were all of it
 * finished here first, it would idle until the first of them has its successor. What is deferred
 * may wait for any of them. */
static uint32_t reap_most(const bse_queue *queue, uint32_t max) {
	if (queue->deferred.count > 0)
		return UINT32_MAX;
	return max > queue->done.count ? max - queue->done.count : 0;
}

/* One round, with the lock held at both ends and let go while waiting. */
static void queue_wait(bse_queue *queue, uint64_t timeout_us) {
	struct timespec pause = {0, DEFERRED_PAUSE_NS};
	bool in_kernel = queue->in_kernel > 0;
	/* A deferred operation may be waiting for something that nobody will tell us of. */
	if (queue->deferred.count > 0 && timeout_us > 200)
		timeout_us = 200;
	queue->is_waiting = in_kernel;
	pthread_mutex_unlock(&queue->lock);
	if (in_kernel) {
		ring_wait(&queue->ring, timeout_us);
	} else {
		rings_reap(queue->engine->extension); /* perhaps it is a queue of this very thread */
		nanosleep(&pause, NULL);
	}
	pthread_mutex_lock(&queue->lock);
	queue->is_waiting = false;
}

int32_t bse_queue_poll(bse_queue *queue, bse_completion *out, uint32_t max, uint32_t timeout_us) {
	if (queue == NULL || (out == NULL && max > 0))
		return fail(-EINVAL, "queue or out is NULL");
	uint64_t end_ns = 0; /* unknown until it has to wait: most polls never ask for the time */
	pthread_mutex_lock(&queue->lock);
	uint32_t stored;
	for (;;) {
		queue_reap(queue, reap_most(queue, max));
		if (queue->deferred.count > 0) {
			queue_start_deferred(queue);
			queue_submit_prepared(queue);
		}
		stored = queue_collect(queue, out, max);
		if (stored > 0 || max == 0 || timeout_us == 0 ||
		    queue->in_kernel + queue->deferred.count == 0)
			break;
		uint64_t now_ns = clock_ns();
		if (end_ns == 0)
			end_ns = now_ns + timeout_us * UINT64_C(1000);
		if (now_ns >= end_ns)
			break;
		queue_wait(queue, (end_ns - now_ns) / 1000);
	}
	pthread_mutex_unlock(&queue->lock);
	return (int32_t)stored;
}

int32_t bse_queue_destroy(bse_queue *queue) {
	bse_completion dropped[16];
	if (queue == NULL)
		return fail(-EINVAL, "the queue is NULL");
	struct rings *rings = queue->engine->extension;
	while (queue->free.count < queue->depth)
		bse_queue_poll(queue, dropped, 16, 1000000);
	pthread_mutex_lock(&rings->queues_lock);
	bse_queue **link = &rings->queues;
	while (*link != queue)
		link = &(*link)->next;
	*link = queue->next;
	pthread_mutex_unlock(&rings->queues_lock);
	/* Nobody can come by the list any more, and who came before has let the lock go. */
	ring_close(&queue->ring);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
	return 0;
}
