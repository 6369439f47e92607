/* SPDX-License-Identifier: MIT
 *
 * What the template keeps where: a header, a byte a block that says what it is, the blocks. */
#ifndef TEMPLATE_DEVICE_H
#define TEMPLATE_DEVICE_H

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "block_engine.h"
#include "config.h"

#define MAGIC 0x31304554414C504Dull
#define PAGE_BYTES 4096u
#define HEADER_BYTES PAGE_BYTES

struct header {
	uint64_t magic, block_size, capacity_blocks;
};

struct bse_engine {
	pthread_mutex_t lock;
	int file;
	struct header header;
	uint64_t capacity_blocks; /* of the config, at most the header's */
	unsigned char *map;       /* a byte a block; on the device as of the last flush */
	unsigned char *changed;   /* a byte a page of the map: since the last flush */
	bse_stats stats;
	uint64_t busy_ns, operations, opened_ns;
	int32_t failing[4]; /* read, write, delete, flush: the device's last error, or 0 */
	int32_t sync_error; /* a failed sync is never forgotten: its data may be lost */
};

enum kind { READ, WRITE, DELETE, FLUSH };

/* TORN: a write failed half way; reading says so until the block is written again. */
enum { ABSENT, PRESENT, TORN };

static _Thread_local char last_error[256];

static int32_t fail(int32_t status, const char *what) {
	snprintf(last_error, sizeof last_error, "%s (%s)", what, strerror(-status));
	return status;
}

static uint64_t now_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t data_offset(const struct header *header) {
	return HEADER_BYTES + (header->capacity_blocks + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

/* Whole transfers: short ones are resumed, the end of the file is -EIO. */
static int32_t transfer(int file, int is_write, void *data, uint64_t length, uint64_t offset,
                        uint64_t *out_done) {
	uint64_t done = 0;
	int32_t status = 0;
	while (done < length && status == 0) {
		char *at = (char *)data + done;
		ssize_t moved = is_write ? pwrite(file, at, length - done, (off_t)(offset + done))
		                         : pread(file, at, length - done, (off_t)(offset + done));
		if (moved < 0 && errno == EINTR)
			continue;
		if (moved <= 0)
			status = moved < 0 ? -errno : -EIO;
		else
			done += (uint64_t)moved;
	}
	if (out_done != NULL)
		*out_done = done;
	return status;
}

/* The start of the next page that may hold data: holes of a sparse file are not read. */
static uint64_t next_page(int file, uint64_t at, uint64_t end) {
	off_t data = lseek(file, (off_t)at, SEEK_DATA);
	if (data < 0)
		return errno == ENXIO ? end : at; /* a block device has no holes */
	return (uint64_t)data / PAGE_BYTES * PAGE_BYTES;
}

static int32_t check_blank(int file, uint64_t bytes) {
	static const unsigned char zeros[PAGE_BYTES];
	unsigned char piece[PAGE_BYTES];
	for (uint64_t at = 0; (at = next_page(file, at, bytes)) < bytes; at += sizeof piece) {
		uint64_t length = bytes - at < sizeof piece ? bytes - at : sizeof piece;
		int32_t status = transfer(file, 0, piece, length, at, NULL);
		if (status != 0)
			return fail(status, "cannot read the device");
		if (memcmp(piece, zeros, length) != 0)
			return fail(-EINVAL, "the device holds data of somebody else");
	}
	return 0;
}

/* The header goes last, after a sync: with it the device is formatted, without it blank. */
static int32_t format(bse_engine *e, const struct config *config, uint64_t bytes) {
	struct header *header = &e->header;
	header->block_size = config->block_size;
	header->capacity_blocks = config->capacity_blocks;
	if (header->capacity_blocks == 0 && bytes > 3 * HEADER_BYTES)
		header->capacity_blocks = (bytes - 2 * HEADER_BYTES) / (config->block_size + 1);
	if (header->capacity_blocks == 0 || header->capacity_blocks > bytes / header->block_size ||
	    data_offset(header) + header->capacity_blocks * header->block_size > bytes)
		return fail(-ENOSPC, "config key \"capacity_blocks\": that much does not fit the device");
	int32_t status = check_blank(e->file, bytes);
	if (status != 0)
		return status;
	header->magic = MAGIC;
	status = transfer(e->file, 1, header, sizeof *header, 0, NULL);
	if (status == 0 && fdatasync(e->file) != 0)
		status = -errno;
	return status == 0 ? 0 : fail(status, "cannot format the device");
}

static int32_t mount(bse_engine *e, const struct config *config) {
	off_t end = lseek(e->file, 0, SEEK_END);
	if (end < (off_t)HEADER_BYTES)
		return fail(-ENOSPC, "the device is too small");
	int32_t status = transfer(e->file, 0, &e->header, sizeof e->header, 0, NULL);
	if (status != 0)
		return fail(status, "cannot read the device");
	if (e->header.magic != MAGIC)
		status = format(e, config, (uint64_t)end);
	else if (e->header.block_size != config->block_size)
		status = fail(-EINVAL, "config key \"block_size\" is not what the device has");
	else if (config->capacity_blocks > e->header.capacity_blocks)
		status = fail(-EINVAL, "config key \"capacity_blocks\" is more than the device has");
	if (status != 0)
		return status;
	e->capacity_blocks =
	    config->capacity_blocks != 0 ? config->capacity_blocks : e->header.capacity_blocks;
	uint64_t map_bytes = data_offset(&e->header) - HEADER_BYTES;
	e->map = calloc(map_bytes, 1);
	e->changed = calloc(map_bytes / PAGE_BYTES, 1);
	if (e->map == NULL || e->changed == NULL)
		return fail(-ENOMEM, "no memory for the map of blocks");
	uint64_t at = HEADER_BYTES, map_end = HEADER_BYTES + map_bytes;
	for (; (at = next_page(e->file, at, map_end)) < map_end; at += PAGE_BYTES) {
		status = transfer(e->file, 0, e->map + (at - HEADER_BYTES), PAGE_BYTES, at, NULL);
		if (status != 0)
			return fail(status, "cannot read the map of blocks");
		for (uint64_t id = at - HEADER_BYTES; id < at - HEADER_BYTES + PAGE_BYTES; id++)
			if (id < e->capacity_blocks && e->map[id] != ABSENT)
				e->stats.used_bytes += e->header.block_size;
	}
	return 0;
}

static int32_t write_map(bse_engine *e) {
	uint64_t pages = (data_offset(&e->header) - HEADER_BYTES) / PAGE_BYTES;
	for (uint64_t page = 0; page < pages; page++) {
		uint64_t at = page * PAGE_BYTES;
		if (e->changed[page] == 0)
			continue;
		int32_t status = transfer(e->file, 1, e->map + at, PAGE_BYTES, HEADER_BYTES + at, NULL);
		if (status != 0)
			return status;
		e->changed[page] = 0;
	}
	return 0;
}

static void set_map(bse_engine *e, uint64_t id, unsigned char what) {
	if ((e->map[id] == ABSENT) != (what == ABSENT))
		e->stats.used_bytes += what == ABSENT ? -e->header.block_size : e->header.block_size;
	e->map[id] = what;
	e->changed[id / PAGE_BYTES] = 1;
}

#endif
