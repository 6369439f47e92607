/* SPDX-License-Identifier: MIT
 *
 * usage: sweep flush|write SEED STEPS [drop-syncs]
 *
 * Prints how many devices were opened; status 1 and the first violation if there is one.
 * drop-syncs is the negative control: once the device is formatted syncs do nothing, and violations
 * must be found. */
#include "sweep.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANDOM_CUTS 3u
#define ALLOWED_MAX 64u

/* What a block may be after a cut: versions, 0 for absent. */
struct allowed {
	uint64_t versions[ALLOWED_MAX];
	uint32_t count;
};

static struct allowed allowed[CAPACITY_BLOCKS];

static void allow_only(uint64_t id, uint64_t version) {
	allowed[id].versions[0] = version;
	allowed[id].count = 1;
}

static void allow(uint64_t id, uint64_t version) {
	if (allowed[id].count == ALLOWED_MAX) {
		fprintf(stderr, "more than %u changes of a block without a flush\n", ALLOWED_MAX);
		exit(2);
	}
	allowed[id].versions[allowed[id].count++] = version;
}

/* A completed flush covers what was acknowledged before it began; later changes stay possible. */
static void allow_after_flush(uint32_t since, uint32_t end) {
	for (uint64_t id = 0; id < CAPACITY_BLOCKS; id++)
		allow_only(id, 0);
	for (uint32_t i = 0; i < end; i++) {
		const struct event *event = &device_log.events[i];
		if (i < since && event->kind == EVENT_ACK)
			allow_only(event->offset, event->version);
		else if (i >= since && event->kind == EVENT_BEGIN)
			allow(event->offset, event->version);
	}
}

/* One cut after `end` events: choice 0 keeps nothing unsynced, 1 everything, others random sectors.
 * Sectors are put down in the order of the writes, as a cache that loses some would. */
static void cut(uint32_t end, uint32_t choice, uint64_t *random) {
	uint32_t synced = 0;
	for (uint32_t i = 0; i < end; i++)
		if (device_log.events[i].kind == EVENT_SYNC)
			synced = i;
	memset(device_image, 0, sizeof device_image);
	for (uint32_t i = 0; i < end; i++) {
		const struct event *event = &device_log.events[i];
		if (event->kind != EVENT_WRITE && event->kind != EVENT_DURABLE)
			continue;
		bool is_kept = i < synced || event->kind == EVENT_DURABLE;
		for (uint32_t at = 0; at < event->length; at += SECTOR_BYTES)
			if (is_kept || choice == 1 || (choice > 1 && random_below(random, 2) == 0))
				memcpy(device_image + event->offset + at, event->data + at, SECTOR_BYTES);
	}
}

static bool block_is_allowed(struct store *store, uint64_t id) {
	static _Alignas(4096) unsigned char found[BLOCK_BYTES], expected[BLOCK_BYTES];
	int32_t status = store_read(store, id, found);
	for (uint32_t i = 0; i < allowed[id].count; i++) {
		uint64_t version = allowed[id].versions[i];
		block_fill(expected, id, version);
		if (version == 0 ? status == -ENOENT
		                 : status == 0 && memcmp(found, expected, BLOCK_BYTES) == 0)
			return true;
	}
	uint64_t word;
	memcpy(&word, found, sizeof word);
	fprintf(stderr, "block %u: status %d, version %llu, %u allowed (first %llu)\n", (unsigned)id,
	        status, (unsigned long long)word, allowed[id].count,
	        (unsigned long long)allowed[id].versions[0]);
	return false;
}

/* Opens twice: what the first opening wrote must not spoil the second. */
static bool device_is_right(void) {
	for (int opening = 0; opening < 2; opening++) {
		struct store *store = sweep_open(false, false);
		if (store == NULL) {
			fprintf(stderr, "the device does not open: %s\n", strerror(errno));
			return false;
		}
		uint64_t used_blocks = 0;
		bool is_right = true;
		for (uint64_t id = 0; id < CAPACITY_BLOCKS && is_right; id++) {
			is_right = block_is_allowed(store, id);
			used_blocks += store_is_present(store, id) == 0;
		}
		if (is_right && used_blocks != atomic_load(&store->bitmap.used_blocks)) {
			fprintf(stderr, "used space is miscounted\n");
			is_right = false;
		}
		sweep_close(store);
		if (!is_right)
			return false;
	}
	return true;
}

/* Either superblock copy may be lost; without both the device is refused, not formatted. */
static bool copies_stand_in(void) {
	static unsigned char whole[DEVICE_BYTES];
	memcpy(whole, device_image, sizeof whole);
	for (uint32_t lost = 0; lost < 3; lost++) {
		memcpy(device_image, whole, sizeof whole);
		for (uint32_t copy = 0; copy < 2; copy++)
			if (lost == copy || lost == 2)
				memset(device_image + copy * PAGE_BYTES, 0xA5, SECTOR_BYTES);
		struct store *store = sweep_open(false, false);
		bool is_open = store != NULL;
		if (is_open)
			sweep_close(store);
		if (is_open != (lost != 2)) {
			fprintf(stderr, "with superblock copy %u lost the device %s\n", lost,
			        is_open ? "opens" : "does not open");
			return false;
		}
	}
	return true;
}

int main(int count, char **arguments) {
	if (count < 4) {
		fprintf(stderr, "usage: sweep flush|write SEED STEPS [drop-syncs]\n");
		return 2;
	}
	bool durable_at_write = strcmp(arguments[1], "write") == 0;
	uint64_t seed = strtoull(arguments[2], NULL, 10), random = seed + 1;
	uint32_t opened = 0;
	record_run(seed, durable_at_write, (uint32_t)strtoul(arguments[3], NULL, 10), count > 4);
	allow_after_flush(0, 0);
	for (uint32_t end = 0; end <= device_log.count; end++) {
		const struct event *last = end > 0 ? &device_log.events[end - 1] : NULL;
		if (last != NULL && last->kind == EVENT_BEGIN)
			allow(last->offset, last->version);
		if (last != NULL && last->kind == EVENT_FLUSHED)
			allow_after_flush((uint32_t)last->offset, end);
		if (last != NULL && last->kind == EVENT_ACK && durable_at_write)
			allow_only(last->offset, last->version);
		for (uint32_t choice = 0; choice < 2 + RANDOM_CUTS; choice++, opened++) {
			cut(end, choice, &random);
			if (!device_is_right()) {
				fprintf(stderr, "seed %llu: cut after event %u of %u, choice %u\n",
				        (unsigned long long)seed, end, device_log.count, choice);
				return 1;
			}
		}
	}
	cut(device_log.count, 1, &random);
	if (!copies_stand_in())
		return 1;
	printf("%u events, %u cuts, no violation\n", device_log.count, opened);
	log_clear();
	return 0;
}
