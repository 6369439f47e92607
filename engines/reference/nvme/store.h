/* SPDX-License-Identifier: MIT
 *
 * The core of the four nvme engines: one open device in the shared format. A handle that the host
 * holds (handle.h) and its fallback share one store.
 *
 * States      STANDBY --activate--> SERVING --quiesce--> QUIESCING --> QUIESCED --activate--> ...
 * Durability  A block is durable after store_flush; with durable_at_write after store_write.
 * Fencing     see meeting.h. Reads of a former engine go on until the new one begins its first
 *             change; from then on they could be old or half new, and are -ESTALE. */
#ifndef BSE_NVME_STORE_H
#define BSE_NVME_STORE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/config.h"
#include "common/pool.h"
#include "nvme/bitmap.h"
#include "nvme/device.h"
#include "nvme/format.h"
#include "nvme/meeting.h"
#include "nvme/stripes.h"

enum store_state { STORE_STANDBY, STORE_SERVING, STORE_QUIESCING, STORE_QUIESCED };

struct store {
	struct device device;
	struct superblock super;
	uint64_t capacity_blocks; /* of the config, at most the superblock's */
	uint32_t block_size;
	bool durable_at_write;
	_Atomic uint32_t state;
	_Atomic uint64_t epoch; /* in which this engine serves, or served last */
	_Atomic bool changed;   /* since the last flush */
	struct meeting meeting;
	struct bitmap bitmap;
	struct stripes stripes;
	struct pool bounce; /* for the host's unaligned buffers */
	uint64_t super_seen;             /* of the ledger, when super was loaded */
	pthread_mutex_t transition_lock; /* activate and quiesce */
	pthread_mutex_t flush_lock;      /* the bitmap's picture */
	_Atomic int32_t sync_error;      /* see store_flush */
	/* Blocks that a write left half changed; made when the first one appears. */
	_Atomic(_Atomic uint64_t *) damaged;
	_Atomic uint64_t in_flight_alone; /* counts before there is a seat */
};

int32_t store_open(struct store *store, const struct config *config, bool durable_at_write);
/* Flushes what it may still flush; the store is gone in any case. */
int32_t store_close(struct store *store);

int32_t store_activate(struct store *store);
/* [standby, not activated yet] Reads ahead what activate needs, if an engine serves. What fails
 * here is activate's to try again. */
void store_read_ahead(struct store *store);
/* [activating, the new epoch in force] Reads what is not known yet, and writes the new epoch. */
int32_t store_take_metadata(struct store *store, uint64_t epoch);
/* Makes a device of zeros ours. */
int32_t store_format(struct store *store);
/* Writes the superblock, of which the ledger is told. */
int32_t store_put_super(struct store *store);
int32_t store_quiesce(struct store *store, uint32_t deadline_ms);
/* Sync data, write the bitmap's changed pages, sync again. A failed sync stays failed: the kernel
 * may have dropped the data it could not write, and would report the next sync as clean. */
int32_t store_flush(struct store *store);

/* Around every change. wait: a change that arrives during a quiesce waits for its outcome, else it
 * gets -EAGAIN. -ESTALE: this engine does not serve. */
int32_t store_enter(struct store *store, bool wait);
void store_leave(struct store *store);
/* Before a read: 0 or -EAGAIN (standby). After it, with the same epoch: 0 or -ESTALE. */
int32_t store_may_read(struct store *store, uint64_t *epoch);
int32_t store_read_stands(struct store *store, uint64_t epoch);

/* An aligned buffer of one block, to be given back to store->bounce. Waits for one: the caller
 * holds
 * none, and has nothing with the kernel that only he can finish. */
void *store_bounce_take(struct store *store);

/* One block, any buffer. */
int32_t store_read(struct store *store, uint64_t id, void *data);
int32_t store_write(struct store *store, uint64_t id, const void *data);
int32_t store_delete(struct store *store, uint64_t id);

/* The same with the stripe locked and, for changes, entered. */
int32_t store_read_locked(struct store *store, uint64_t id, void *data);
int32_t store_write_locked(struct store *store, uint64_t id, const void *data);
/* What a transfer that somebody else made means for the block. */
int32_t store_wrote(struct store *store, uint64_t id, int32_t status, bool is_torn);
/* The same for a transfer through a ring, which moved `result` bytes or failed: what is not whole
 * is
 * made again, plainly, for its true status. data is aligned. */
int32_t store_finish(struct store *store, bool is_write, uint64_t id, void *data, int32_t result);
/* Whether the block can be read: 0, -ENOENT, -EIO (damaged). */
int32_t store_is_present(struct store *store, uint64_t id);

static inline uint64_t store_offset(const struct store *store, uint64_t id) {
	return store->super.data_offset + id * store->block_size;
}

#endif
