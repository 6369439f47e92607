/* SPDX-License-Identifier: MIT
 *
 * The on-disk format that the four nvme engines share.
 *
 *   0      superblock, copy 0          both copies lie within one 512-byte sector, are written
 *   4096   superblock, copy 1          alternately, and the valid one with more generations wins
 *   8192   meeting page                where running engines of this device find each other;
 *                                      means nothing after a restart
 *   12288  unused
 *   16384  allocation bitmap           bit = block present; written in pages of 4096 bytes
 *   data   blocks, in order of id      aligned to the larger of the block size and 4096
 *
 * Crash rule: a bit is written only after a sync that covers its block's data, so what the bitmap
 * shows is there. Blocks are overwritten in place; a power cut inside one may tear it. */
#ifndef BSE_NVME_FORMAT_H
#define BSE_NVME_FORMAT_H

#include <stdint.h>

#define PAGE_BYTES 4096u
#define SUPERBLOCK_COPIES 2u
#define MEETING_OFFSET 8192u
#define BITMAP_OFFSET 16384u

struct superblock {
	uint64_t magic;
	uint32_t version;
	uint32_t checksum; /* CRC-32C of the 512 bytes with this field 0 */
	uint64_t generation;
	uint64_t epoch; /* how often an engine took the device over */
	uint64_t capacity_blocks;
	uint64_t bitmap_bytes;
	uint64_t data_offset;
	uint32_t block_size;
	uint32_t reserved;
	uint8_t unused[448];
};
_Static_assert(sizeof(struct superblock) == 512, "a superblock is one sector");

/* What fits: fills the geometry fields for a device; capacity_blocks 0 means as many as fit.
 * 0, or -ENOSPC. */
int32_t superblock_lay_out(struct superblock *super, uint64_t device_bytes, uint32_t block_size,
                           uint64_t capacity_blocks);

struct device;
/* Loads the newest valid copy. 0; -ENODATA: no copy is valid (a new device, or not ours). */
int32_t superblock_load(const struct device *device, struct superblock *super);
/* Seals the superblock as its next generation and writes it over the older copy. */
int32_t superblock_store(const struct device *device, struct superblock *super);

/* Whether the device holds only zeros, the meeting page aside: all metadata and up to 1 GiB of
 * data are read; of more data, a sample. 0 or -EEXIST, or the read's error. */
int32_t device_check_blank(const struct device *device, uint64_t data_offset);

#endif
