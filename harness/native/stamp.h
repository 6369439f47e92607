/* SPDX-License-Identifier: MIT
 * Stamps of blocks: stamp.c. */
#ifndef ASSAY_STAMP_H
#define ASSAY_STAMP_H

#include "assay_native.h"

#define SECTOR_BYTES 512u

/* What is wrong with a block; 0 is right. Names: harness/ffi/stamp.ts, in this order. */
enum mismatch {
	MATCHES = 0,
	NOT_A_STAMP,     /* no magic or a broken header: never written, zeros, garbage */
	OTHER_BLOCK,     /* another id's data */
	OTHER_WRITER,    /* another writer or epoch: left over from before */
	OTHER_SEQUENCE,  /* an older (lost write) or younger one than expected */
	OTHER_SECTOR,    /* a sector in the wrong place of its block */
	SECTORS_DIFFER,  /* sectors of two writes in one block: torn */
	FILL_DIFFERS     /* the header is right, the bytes behind it are not */
};

/* Stamps a block: a multiple of 512 bytes, or less than one sector and at least 64. */
void assay_stamp(uint8_t *block, uint32_t bytes, uint64_t id, uint32_t writer, uint32_t epoch,
                 uint64_t sequence);
/* 0 when the block holds exactly this stamp, else an enum mismatch. */
uint32_t assay_verify(const uint8_t *block, uint32_t bytes, uint64_t id, uint32_t writer,
                      uint32_t epoch, uint64_t sequence);

#endif
