/* SPDX-License-Identifier: MIT
 *
 * The recorded run: format, writes, overwrites, deletes and flushes at random, hand-overs to a
 * second store, take-overs without one, restarts. */
#include "sweep.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t value) {
	value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ull;
	value = (value ^ (value >> 27)) * 0x94D049BB133111EBull;
	return value ^ (value >> 31);
}

uint32_t random_below(uint64_t *state, uint32_t bound) {
	*state += 0x9E3779B97F4A7C15ull;
	return (uint32_t)(mix(*state) % bound);
}

void block_fill(unsigned char *block, uint64_t id, uint64_t version) {
	for (uint32_t i = 0; i < BLOCK_BYTES / 8; i++) {
		uint64_t word = i == 0 ? version : mix(id << 40 ^ version << 8 ^ i);
		memcpy(block + i * 8, &word, 8);
	}
}

struct store *sweep_open(bool durable_at_write, bool standby) {
	struct config config = {.block_size = BLOCK_BYTES, .capacity_blocks = CAPACITY_BLOCKS,
	                        .queue_depth = 1, .pool_buffers = 1, .standby = standby};
	struct store *store = aligned_alloc(64, (sizeof *store + 63) / 64 * 64);
	if (store == NULL)
		abort();
	int32_t status = store_open(store, &config, durable_at_write);
	if (status == 0)
		return store;
	free(store);
	errno = -status;
	return NULL;
}

int32_t sweep_close(struct store *store) {
	int32_t status = store_close(store);
	free(store);
	return status;
}

static void must(int32_t status, const char *what) {
	if (status == 0)
		return;
	fprintf(stderr, "the recorded run failed: %s returned %d\n", what, status);
	exit(2);
}

static void change(struct store *store, uint64_t id, uint64_t version) {
	static _Alignas(4096) unsigned char block[BLOCK_BYTES];
	log_event(EVENT_BEGIN, id, version);
	block_fill(block, id, version);
	int32_t status = version == 0 ? store_delete(store, id) : store_write(store, id, block);
	if (version != 0 || status != -ENOENT)
		must(status, "a change");
	log_event(EVENT_ACK, id, version);
}

static struct store *succeed(struct store *store, bool durable_at_write, uint32_t how) {
	uint32_t since = device_log.count;
	if (how == 0) { /* restart */
		must(sweep_close(store), "shutdown");
		log_event(EVENT_FLUSHED, since, 0);
		return sweep_open(durable_at_write, false);
	}
	struct store *next = sweep_open(durable_at_write, true);
	if (next == NULL)
		return NULL;
	must(how == 1 ? store_quiesce(store, 1000) : store_flush(store), "the hand-over");
	log_event(EVENT_FLUSHED, since, 0);
	must(store_activate(next), "activate");
	sweep_close(store); /* after a take-over without quiesce it has nothing left to say */
	return next;
}

void record_run(uint64_t seed, bool durable_at_write, uint32_t steps, bool drop_syncs) {
	uint64_t next_version = 1;
	memset(device_image, 0, sizeof device_image);
	device_is_logging = true;
	struct store *store = sweep_open(durable_at_write, false);
	device_drops_syncs = drop_syncs;
	for (uint32_t step = 0; step < steps && store != NULL; step++) {
		uint32_t kind = random_below(&seed, 40);
		uint64_t id = random_below(&seed, 4) == 0 ? random_below(&seed, CAPACITY_BLOCKS)
		                                          : random_below(&seed, 12);
		uint32_t since = device_log.count;
		if (kind == 0) {
			store = succeed(store, durable_at_write, random_below(&seed, 3));
		} else if (kind < 6) {
			must(store_flush(store), "flush");
			log_event(EVENT_FLUSHED, since, 0);
		} else if (kind < 14) {
			change(store, id, 0);
		} else {
			change(store, id, next_version++);
		}
	}
	must(store == NULL ? -EIO : sweep_close(store), "the end");
	device_is_logging = false;
}
