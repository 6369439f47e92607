/* SPDX-License-Identifier: MIT
 *
 * What the host holds: a store with counters, health and log of its own. The fallback is a second
 * handle on the same store, which takes the plain path whatever its parent does. */
#ifndef BSE_NVME_HANDLE_H
#define BSE_NVME_HANDLE_H

#include "block_engine.h"
#include "common/config.h"
#include "common/telemetry.h"
#include "nvme/store.h"

struct bse_engine {
	uint64_t capacity_blocks;
	uint32_t block_size;
	uint32_t queue_depth;
	bool is_fallback;
	struct store *store;
	struct pool *pool; /* for observe.c: what the metrics report */
	struct bse_engine *fallback;
	void *extension; /* the engine's own: leases, rings; shared with the fallback */
	struct telemetry telemetry;
};

/* Brought by each engine: what it needs beyond the store. */
int32_t engine_extend(bse_engine *engine, const struct config *config);
void engine_retract(bse_engine *engine);

int32_t engine_check(bse_engine *engine, uint64_t id, const void *data, uint32_t len);
uint64_t engine_used_blocks(bse_engine *engine);

#endif
