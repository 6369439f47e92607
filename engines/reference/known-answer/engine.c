/* SPDX-License-Identifier: MIT
 *
 * known-answer: blocks in memory, and reads that take as long as a script says, for `assay doctor`:
 * what is measured of it is known before. Every read takes SHORT_NS, one in STALL_EVERY takes
 * STALL_NS. It spins until its own clock agrees, so that no true latency is below, however busy
 * the machine is. Writes take what copying takes. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "block_engine.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/config.h"
#include "common/error.h"

#include "common/config.c"
#include "common/error.c"
#include "common/json.c"

/* harness/cli/known-answer.ts expects these. */
#define SHORT_NS 20000u
#define STALL_NS 20000000u
#define STALL_EVERY 400u

#define BLOCK_SIZE_MIN 512u
#define BLOCK_SIZE_MAX 65536u
#define CAPACITY_BLOCKS_MOST 65536u

BSE_PLUGIN("known-answer", "assay", BSE_VERSION(1, 0, 0), 0, BSE_GUARANTEE_UNLOAD_SAFE,
           BLOCK_SIZE_MIN, BLOCK_SIZE_MAX, 64, "cc " __VERSION__);

struct bse_engine {
	uint64_t capacity_blocks;
	uint32_t block_size;
	_Atomic uint64_t reads;
	_Atomic uint64_t writes;
	unsigned char *present;
	unsigned char *blocks;
};

int32_t bse_initialize(const char *config_json, uint32_t config_len, bse_engine **out) {
	struct config config;
	int32_t status = config_parse(config_json, config_len, BLOCK_SIZE_MIN, BLOCK_SIZE_MAX, &config);
	if (status != 0)
		return status;
	if (out == NULL)
		return fail(-EINVAL, "there is nowhere to put the engine: out is NULL");
	if (config.capacity_blocks == 0 || config.capacity_blocks > CAPACITY_BLOCKS_MOST)
		return fail(-EINVAL, "config key \"capacity_blocks\": give 1 to %u", CAPACITY_BLOCKS_MOST);
	bse_engine *engine = calloc(1, sizeof *engine);
	if (engine == NULL)
		return fail(-ENOMEM, "no memory for the engine");
	engine->capacity_blocks = config.capacity_blocks;
	engine->block_size = config.block_size;
	engine->present = calloc(config.capacity_blocks, 1);
	engine->blocks = calloc(config.capacity_blocks, config.block_size);
	if (engine->present == NULL || engine->blocks == NULL) {
		bse_shutdown(engine);
		return fail(-ENOMEM, "no memory for the blocks");
	}
	*out = engine;
	return 0;
}

int32_t bse_shutdown(bse_engine *engine) {
	if (engine == NULL)
		return fail(-EINVAL, "the engine is NULL");
	free(engine->present);
	free(engine->blocks);
	free(engine);
	return 0;
}

static uint64_t clock_now_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int32_t checked(bse_engine *engine, uint64_t id, const void *data, uint32_t len) {
	if (len != engine->block_size || data == NULL)
		return fail_block(-EINVAL, id, engine->block_size);
	return id < engine->capacity_blocks ? 0 : fail_block(-ERANGE, id, engine->capacity_blocks);
}

int32_t bse_write_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len) {
	int32_t status = checked(engine, id, data, len);
	if (status != 0)
		return status;
	memcpy(engine->blocks + id * len, data, len);
	engine->present[id] = 1;
	atomic_fetch_add(&engine->writes, 1);
	return 0;
}

int32_t bse_read_block(bse_engine *engine, uint64_t id, void *buf, uint32_t len) {
	uint64_t start_ns = clock_now_ns();
	int32_t status = checked(engine, id, buf, len);
	if (status != 0)
		return status;
	if (!engine->present[id])
		return fail_block(-ENOENT, id, 0);
	memcpy(buf, engine->blocks + id * len, len);
	uint64_t read = atomic_fetch_add(&engine->reads, 1) + 1;
	uint64_t ns = read % STALL_EVERY == 0 ? STALL_NS : SHORT_NS;
	while (clock_now_ns() - start_ns < ns)
		;
	return 0;
}

int32_t bse_delete_block(bse_engine *engine, uint64_t id) {
	int32_t status = checked(engine, id, engine, engine->block_size);
	if (status != 0)
		return status;
	if (!engine->present[id])
		return fail_block(-ENOENT, id, 0);
	engine->present[id] = 0;
	return 0;
}

int32_t bse_flush(bse_engine *engine) {
	return engine != NULL ? 0 : fail(-EINVAL, "the engine is NULL");
}

int32_t bse_get_stats(bse_engine *engine, bse_stats *stats) {
	bse_stats all = {.size = sizeof all};
	all.capacity_bytes = engine->capacity_blocks * engine->block_size;
	all.read_operations = atomic_load(&engine->reads);
	all.write_operations = atomic_load(&engine->writes);
	all.latency_us = SHORT_NS / 1e3;
	for (uint64_t id = 0; id < engine->capacity_blocks; id++)
		all.used_bytes += engine->present[id] ? engine->block_size : 0;
	uint32_t size = stats->size < sizeof all ? stats->size : (uint32_t)sizeof all;
	all.size = size;
	memcpy(stats, &all, size);
	return 0;
}
