/* SPDX-License-Identifier: MIT */
#include "nvme/format.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "nvme/device.h"

#define SUPERBLOCK_MAGIC 0x31454D564E455342ull /* "BSENVME1" */
#define SUPERBLOCK_VERSION 1u

static uint32_t crc32c(const void *data, size_t length) {
	const unsigned char *bytes = data;
	uint32_t crc = ~0u;
	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1u)));
	}
	return ~crc;
}

static uint64_t round_up(uint64_t value, uint64_t unit) {
	return (value + unit - 1) / unit * unit;
}

static void lay_out(struct superblock *super, uint64_t capacity_blocks) {
	uint64_t unit = super->block_size > PAGE_BYTES ? super->block_size : PAGE_BYTES;
	super->capacity_blocks = capacity_blocks;
	super->bitmap_bytes = round_up((capacity_blocks + 7) / 8, PAGE_BYTES);
	super->data_offset = round_up(BITMAP_OFFSET + super->bitmap_bytes, unit);
}

int32_t superblock_lay_out(struct superblock *super, uint64_t device_bytes, uint32_t block_size,
                           uint64_t capacity_blocks) {
	memset(super, 0, sizeof *super);
	super->block_size = block_size;
	uint64_t upper_bound = device_bytes / block_size;
	if (capacity_blocks > upper_bound)
		return -ENOSPC;
	lay_out(super, capacity_blocks != 0 ? capacity_blocks : upper_bound);
	uint64_t fits =
	    device_bytes > super->data_offset ? (device_bytes - super->data_offset) / block_size : 0;
	if (capacity_blocks == 0 && fits > 0)
		lay_out(super, fits);
	return fits == 0 || fits < super->capacity_blocks ? -ENOSPC : 0;
}

static uint32_t superblock_checksum(const struct superblock *super) {
	struct superblock copy = *super;
	copy.checksum = 0;
	return crc32c(&copy, sizeof copy);
}

/* The checksum may be right and the rest made by a stranger: nothing is computed from fields that
 * could overflow or overlap. */
static bool superblock_is_valid(const struct superblock *super) {
	struct superblock expected = {.block_size = super->block_size};
	if (super->magic != SUPERBLOCK_MAGIC || super->version != SUPERBLOCK_VERSION ||
	    super->checksum != superblock_checksum(super))
		return false;
	if (super->block_size < 512 || (super->block_size & (super->block_size - 1)) != 0 ||
	    super->capacity_blocks == 0 || super->capacity_blocks > (1ull << 62) / super->block_size)
		return false;
	lay_out(&expected, super->capacity_blocks);
	return super->bitmap_bytes == expected.bitmap_bytes &&
	       super->data_offset == expected.data_offset;
}

int32_t superblock_load(const struct device *device, struct superblock *super) {
	unsigned char *pages = aligned_alloc(PAGE_BYTES, SUPERBLOCK_COPIES * PAGE_BYTES);
	if (pages == NULL)
		return -ENOMEM;
	int32_t status = device_read(device, pages, SUPERBLOCK_COPIES * PAGE_BYTES, 0);
	bool any = false;
	for (uint32_t copy = 0; copy < SUPERBLOCK_COPIES && status == 0; copy++) {
		struct superblock found;
		memcpy(&found, pages + copy * PAGE_BYTES, sizeof found);
		if (superblock_is_valid(&found) && (!any || found.generation > super->generation)) {
			*super = found;
			any = true;
		}
	}
	free(pages);
	return status != 0 || any ? status : -ENODATA;
}

int32_t superblock_store(const struct device *device, struct superblock *super) {
	unsigned char *page = aligned_alloc(PAGE_BYTES, PAGE_BYTES);
	uint64_t written;
	if (page == NULL)
		return -ENOMEM;
	struct superblock next = *super;
	next.magic = SUPERBLOCK_MAGIC;
	next.version = SUPERBLOCK_VERSION;
	next.generation++;
	next.checksum = superblock_checksum(&next);
	memset(page, 0, PAGE_BYTES);
	memcpy(page, &next, sizeof next);
	int32_t status = device_write(device, page, PAGE_BYTES,
	                              next.generation % SUPERBLOCK_COPIES * PAGE_BYTES, &written);
	free(page);
	if (status == 0)
		*super = next;
	return status;
}
