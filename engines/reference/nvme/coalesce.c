/* SPDX-License-Identifier: MIT
 *
 * The transfer of nvme-batch: neighbouring blocks go in one preadv or pwritev. A run ends at a gap,
 * at a block read twice, at an absent block and at an unaligned buffer. What a transfer left over,
 * for whatever reason, is done block by block, so that each gets its own status. */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "nvme/chunk.h"

/* Whether the item can be part of a run. */
static bool fits_run(struct chunk *chunk, uint32_t key) {
	struct store *store = chunk->engine->store;
	bse_io *item = chunk_item(chunk, key);
	if (chunk->kind == OPERATION_READ && store_is_present(store, item->id) != 0)
		return false;
	return device_is_aligned(&store->device, item->data);
}

static uint32_t run_length(struct chunk *chunk, uint32_t first) {
	uint32_t key = first;
	while (key < chunk->key_count && chunk_id(chunk, key) == chunk_id(chunk, first) + (key - first) &&
	       fits_run(chunk, key))
		key++;
	return key - first;
}

/* Returns how many bytes went over; an error counts as none, and is found again block by block. */
static uint64_t run_transfer(struct chunk *chunk, uint32_t first, uint32_t count) {
	struct store *store = chunk->engine->store;
	struct iovec parts[CHUNK_ITEMS];
	off_t offset = (off_t)store_offset(store, chunk_id(chunk, first));
	ssize_t moved;
	for (uint32_t i = 0; i < count; i++) {
		parts[i].iov_base = chunk_item(chunk, first + i)->data;
		parts[i].iov_len = store->block_size;
	}
	do {
		moved = chunk->kind == OPERATION_READ
		            ? preadv(store->device.fd, parts, (int)count, offset)
		            : pwritev(store->device.fd, parts, (int)count, offset);
	} while (moved < 0 && errno == EINTR);
	return moved < 0 ? 0 : (uint64_t)moved;
}

static void run_settle(struct chunk *chunk, uint32_t first, uint32_t count, uint64_t moved) {
	struct store *store = chunk->engine->store;
	for (uint32_t i = 0; i < count; i++, moved -= moved < store->block_size ? moved
	                                                                        : store->block_size) {
		bse_io *item = chunk_item(chunk, first + i);
		if (moved < store->block_size) {
			chunk_transfer_alone(chunk, first + i);
			if (chunk->kind == OPERATION_WRITE && item->status != 0 && moved > 0)
				store_wrote(store, item->id, item->status, true);
		} else {
			item->status =
			    chunk->kind == OPERATION_WRITE ? store_wrote(store, item->id, 0, false) : 0;
		}
	}
}

void chunk_transfer(struct chunk *chunk) {
	for (uint32_t first = 0; first < chunk->key_count;) {
		uint32_t count = run_length(chunk, first);
		if (count < 2) {
			chunk_transfer_alone(chunk, first++);
			continue;
		}
		run_settle(chunk, first, count, run_transfer(chunk, first, count));
		first += count;
	}
}
