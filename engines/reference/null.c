/* SPDX-License-Identifier: MIT
 *
 * null: checks its arguments, counts, and does nothing else. What it takes is what the host takes,
 * so a host is measured with it. It stores nothing (BSE_CAPABILITY_SINK) and opens no device. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "block_engine.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/config.h"
#include "common/telemetry.h"

#include "common/config.c"
#include "common/counters.c"
#include "common/error.c"
#include "common/json.c"
#include "common/log.c"
#include "common/telemetry.c"

BSE_PLUGIN("null", "assay", BSE_VERSION(1, 0, 0),
           BSE_CAPABILITY_SINK | BSE_CAPABILITY_BATCH | BSE_CAPABILITY_QUEUE,
           BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE, 512, 4194304, 64,
           "cc " __VERSION__);

#define BLOCK_SIZE_MIN 512u
#define BLOCK_SIZE_MAX 4194304u
#define CAPACITY_BLOCKS_DEFAULT (1ull << 20)

struct bse_engine {
	uint64_t capacity_blocks;
	uint32_t block_size;
	uint32_t queue_depth;
	struct telemetry telemetry;
};

#include "null/blocks.c"
#include "common/immediate_queue.c"

int32_t bse_initialize(const char *config_json, uint32_t config_len, bse_engine **out) {
	struct config config;
	struct stat facts;
	int32_t status = config_parse(config_json, config_len, BLOCK_SIZE_MIN, BLOCK_SIZE_MAX, &config);
	if (status != 0)
		return status;
	if (out == NULL)
		return fail(-EINVAL, "there is nowhere to put the engine: out is NULL");
	if (stat(config.device, &facts) != 0)
		return fail(-errno, "config key \"device\": %s: %s", config.device, strerror(errno));
	bse_engine *engine = aligned_alloc(128, (sizeof *engine + 127) / 128 * 128);
	if (engine == NULL)
		return fail(-ENOMEM, "no memory for the engine");
	uint64_t fits = (uint64_t)facts.st_size / config.block_size;
	engine->capacity_blocks = config.capacity_blocks != 0 ? config.capacity_blocks
	                          : fits != 0                 ? fits
	                                                      : CAPACITY_BLOCKS_DEFAULT;
	engine->block_size = config.block_size;
	engine->queue_depth = config.queue_depth;
	/* One operation in 1024 is timed: a clock would cost several times what is left here. */
	telemetry_open(&engine->telemetry, 1023, config.log_level);
	*out = engine;
	return 0;
}

int32_t bse_shutdown(bse_engine *engine) {
	if (engine == NULL)
		return fail(-EINVAL, "the engine is NULL");
	telemetry_close(&engine->telemetry);
	free(engine);
	return 0;
}

int32_t bse_get_stats(bse_engine *engine, bse_stats *stats) {
	return telemetry_stats(&engine->telemetry, engine->capacity_blocks, 0, engine->block_size,
	                       stats);
}
