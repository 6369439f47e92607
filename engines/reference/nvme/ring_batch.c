/* SPDX-License-Identifier: MIT
 *
 * Life cycle of nvme-uring's rings, and its batches: all of a chunk's transfers are with the kernel
 * at once. What comes back short or failed is done again through the plain path, so that each item
 * gets its own status. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "nvme/chunk.h"
#include "nvme/rings.h"

static void rings_close(struct rings *rings) {
	for (uint32_t i = 0; i < RING_LANES; i++) {
		ring_close(&rings->lanes[i].ring);
		pthread_mutex_destroy(&rings->lanes[i].lock);
	}
	pthread_mutex_destroy(&rings->queues_lock);
	free(rings);
}

int32_t engine_extend(bse_engine *engine, const struct config *config) {
	struct rings *rings = calloc(1, sizeof *rings);
	struct store *store = engine->store;
	int32_t status = 0;
	(void)config;
	if (rings == NULL)
		return fail(-ENOMEM, "no memory for the rings");
	pthread_mutex_init(&rings->queues_lock, NULL);
	for (uint32_t i = 0; i < RING_LANES; i++) {
		pthread_mutex_init(&rings->lanes[i].lock, NULL);
		rings->lanes[i].ring.fd = -1;
	}
	for (uint32_t i = 0; i < RING_LANES && status == 0; i++)
		status = ring_open(&rings->lanes[i].ring, CHUNK_ITEMS, store->device.fd,
		                   store->bounce.memory,
		                   (size_t)store->bounce.buffer_count * store->bounce.buffer_bytes);
	if (status != 0) {
		rings_close(rings);
		return status;
	}
	if (rings->lanes[0].ring.fixed_bytes == 0)
		log_write(&engine->telemetry.log, BSE_LOG_WARN,
		          "no memory could be registered with io_uring (RLIMIT_MEMLOCK): unaligned buffers "
		          "are slower");
	rings->is_outrun = device_outruns_rings(store->device.fd);
	engine->extension = rings;
	store->stripes.reap_context = rings;
	store->stripes.reap = rings_reap;
	return 0;
}

void engine_retract(bse_engine *engine) {
	engine->store->stripes.reap = NULL;
	rings_close(engine->extension);
}

struct flight {
	enum { FLIGHT_NONE, FLIGHT_PREPARED, FLIGHT_IN_KERNEL } state;
	void *bounce;
};

static struct ring_lane *lane_take(struct rings *rings) {
	for (uint32_t i = 0; i < RING_LANES; i++)
		if (pthread_mutex_trylock(&rings->lanes[i].lock) == 0)
			return &rings->lanes[i];
	struct ring_lane *lane = &rings->lanes[counters_thread() >> 12 & (RING_LANES - 1)];
	pthread_mutex_lock(&lane->lock);
	return lane;
}

/* False: there is no bounce buffer at the moment, and others of this batch are in flight. */
static bool flight_start(struct chunk *chunk, uint32_t key, struct ring *ring,
                         struct flight *flight, bool may_wait) {
	struct store *store = chunk->engine->store;
	bse_io *item = chunk_item(chunk, key);
	if (chunk->kind == OPERATION_READ) {
		item->status = store_is_present(store, item->id);
		if (item->status != 0)
			return true;
	}
	void *data = item->data;
	if (!device_is_aligned(&store->device, data)) {
		flight->bounce = may_wait ? store_bounce_take(store) : pool_take(&store->bounce);
		if (flight->bounce == NULL)
			return false;
		data = flight->bounce;
		if (chunk->kind == OPERATION_WRITE)
			memcpy(data, item->data, store->block_size);
	}
	ring_prepare(ring, &(struct ring_transfer){.is_write = chunk->kind == OPERATION_WRITE,
	                                           .data = data,
	                                           .length = store->block_size,
	                                           .offset = store_offset(store, item->id),
	                                           .user_data = key});
	flight->state = FLIGHT_PREPARED;
	return true;
}

/* result: bytes, or a negative errno. What is not whole is done again with the same buffer. */
static void flight_end(struct chunk *chunk, uint32_t key, struct flight *flight, int32_t result) {
	struct store *store = chunk->engine->store;
	bse_io *item = chunk_item(chunk, key);
	void *data = flight->bounce != NULL ? flight->bounce : item->data;
	item->status = store_finish(store, chunk->kind == OPERATION_WRITE, item->id, data, result);
	if (flight->bounce != NULL) {
		if (chunk->kind == OPERATION_READ && item->status == 0)
			memcpy(item->data, data, store->block_size);
		pool_give(&store->bounce, data);
	}
	flight->bounce = NULL;
	flight->state = FLIGHT_NONE;
}

/* The kernel takes what was prepared; what it does not take, the last ones, goes the plain way.
 * Returns how many flights ended. */
static uint32_t flights_submit(struct chunk *chunk, struct ring *ring, struct flight *flights) {
	uint32_t refused = ring_submit(ring) == 0 ? 0 : ring->unsubmitted;
	uint32_t ended = 0;
	if (refused > 0)
		ring_withdraw(ring);
	for (uint32_t key = chunk->key_count; key > 0; key--) {
		struct flight *flight = &flights[key - 1];
		if (flight->state != FLIGHT_PREPARED)
			continue;
		flight->state = FLIGHT_IN_KERNEL;
		if (ended < refused) {
			flight_end(chunk, key - 1, flight, 0);
			ended++;
		}
	}
	return ended;
}

void chunk_transfer(struct chunk *chunk) {
	if (chunk->engine->is_fallback) {
		for (uint32_t key = 0; key < chunk->key_count; key++)
			chunk_transfer_alone(chunk, key);
		return;
	}
	struct ring_lane *lane = lane_take(chunk->engine->extension);
	struct flight flights[CHUNK_ITEMS];
	uint32_t next = 0, in_flight = 0;
	memset(flights, 0, chunk->key_count * sizeof flights[0]);
	while (next < chunk->key_count || in_flight > 0) {
		while (next < chunk->key_count && in_flight < lane->ring.entries) {
			if (!flight_start(chunk, next, &lane->ring, &flights[next], in_flight == 0))
				break;
			in_flight += flights[next++].state == FLIGHT_PREPARED;
		}
		if (lane->ring.unsubmitted > 0)
			in_flight -= flights_submit(chunk, &lane->ring, flights);
		if (in_flight > 0)
			ring_wait(&lane->ring, UINT64_MAX);
		uint64_t key;
		int32_t result;
		for (; ring_next(&lane->ring, &key, &result); in_flight--)
			flight_end(chunk, (uint32_t)key, &flights[key], result);
	}
	pthread_mutex_unlock(&lane->lock);
}
