/* SPDX-License-Identifier: MIT
 *
 * Which blocks are present. The live bits are in memory; a page of 4096 bytes that changed is
 * marked and goes to the device in two steps, with the sync of the data in between: take a picture
 * of the marked pages, then write the picture. */
#ifndef BSE_NVME_BITMAP_H
#define BSE_NVME_BITMAP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "nvme/ledger.h"

struct device;

struct bitmap {
	_Atomic uint64_t *words;
	unsigned char *picture;       /* page-aligned, as written to the device */
	_Atomic unsigned char *dirty; /* a page: 0 clean, 1 changed since its picture */
	unsigned char *pictured;      /* a page: in the picture, not on the device yet */
	uint64_t page_count;
	_Atomic uint64_t used_blocks;
	struct ledger *ledger;         /* NULL: none */
	uint64_t seen[LEDGER_REGIONS]; /* of the ledger, when the region was loaded */
};

int32_t bitmap_open(struct bitmap *bitmap, uint64_t bitmap_bytes);
void bitmap_close(struct bitmap *bitmap);
/* Replaces by what is on the device what is not known to be that already; bits from
 * capacity_blocks on are kept, but not counted. */
int32_t bitmap_load(struct bitmap *bitmap, const struct device *device, uint64_t capacity_blocks);

/* From now on bits change here: the next load replaces everything. */
void bitmap_forget_seen(struct bitmap *bitmap);

static inline bool bitmap_test(const struct bitmap *bitmap, uint64_t id) {
	uint64_t word = atomic_load_explicit(&bitmap->words[id / 64], memory_order_acquire);
	return (word >> (id % 64) & 1) != 0;
}
/* Both return whether the bit changed. */
bool bitmap_set(struct bitmap *bitmap, uint64_t id);
bool bitmap_clear(struct bitmap *bitmap, uint64_t id);

bool bitmap_is_dirty(const struct bitmap *bitmap);
/* One thread at a time. Returns whether there is anything to write. */
bool bitmap_picture(struct bitmap *bitmap);
/* Writes the picture's pages; those that failed stay pictured. */
int32_t bitmap_write(struct bitmap *bitmap, const struct device *device);
/* Pictures and writes the one page of this block, if it is marked. One thread at a time. */
int32_t bitmap_write_page_of(struct bitmap *bitmap, const struct device *device, uint64_t id);

#endif
