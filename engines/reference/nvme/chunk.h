/* SPDX-License-Identifier: MIT
 *
 * A batch is served in chunks, in order. Within a chunk the items are checked, sorted by id, and of
 * several writes of one block only the last is made: nobody could see the others, since the
 * block's lock is held for the whole chunk. The engine brings the transfer. */
#ifndef BSE_NVME_CHUNK_H
#define BSE_NVME_CHUNK_H

#include "nvme/handle.h"

#define CHUNK_ITEMS 128u

struct chunk {
	bse_engine *engine;
	bse_io *items;
	uint32_t item_count;
	enum operation kind; /* OPERATION_READ or OPERATION_WRITE */
	uint32_t key_count;
	uint64_t keys[CHUNK_ITEMS]; /* what to transfer: id * CHUNK_ITEMS + index, ascending */
	uint8_t made_by[CHUNK_ITEMS]; /* the item's index, or that of the later write of its block */
	struct stripe_set stripes;
};

static inline uint64_t chunk_id(const struct chunk *chunk, uint32_t key) {
	return chunk->keys[key] / CHUNK_ITEMS;
}
static inline bse_io *chunk_item(const struct chunk *chunk, uint32_t key) {
	return &chunk->items[chunk->keys[key] % CHUNK_ITEMS];
}
/* One item through the plain path. */
void chunk_transfer_alone(struct chunk *chunk, uint32_t key);

/* Brought by the engine: sets the status of every key's item. Its stripes are locked. */
void chunk_transfer(struct chunk *chunk);

#endif
