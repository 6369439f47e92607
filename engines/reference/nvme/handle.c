/* SPDX-License-Identifier: MIT
 *
 * Life cycle, single blocks and hot swap of the four nvme engines. */
#include "nvme/handle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"

#ifdef NVME_DURABLE_AT_WRITE
#define DURABLE_AT_WRITE true
#else
#define DURABLE_AT_WRITE false
#endif

/* On a block device where two readings of the clock would be several percent of a read (zram), one
 * in 16 of each thread's operations is timed; everywhere else all are. Counters count all. */
#define CLOCK_SHOWS_BELOW_NS 10000u
#define SAMPLE_MASK 15u

static bse_engine *handle_open(const struct config *config, struct store *store) {
	bse_engine *engine = aligned_alloc(128, (sizeof *engine + 127) / 128 * 128);
	if (engine == NULL)
		return NULL;
	memset(engine, 0, sizeof *engine);
	engine->capacity_blocks = store->capacity_blocks;
	engine->block_size = store->block_size;
	engine->queue_depth = config->queue_depth;
	engine->store = store;
	engine->pool = &store->bounce;
	telemetry_open(&engine->telemetry,
	               store->device.read_ns < CLOCK_SHOWS_BELOW_NS ? SAMPLE_MASK : 0,
	               config->log_level);
	return engine;
}

static void handle_close(bse_engine *engine) {
	if (engine == NULL)
		return;
	telemetry_close(&engine->telemetry);
	free(engine);
}

static int32_t open_on_store(struct store *store, const struct config *config, bse_engine **out) {
	bse_engine *engine = handle_open(config, store);
	bse_engine *fallback = handle_open(config, store);
	int32_t status = engine == NULL || fallback == NULL ? fail(-ENOMEM, "no memory for the engine")
	                                                    : engine_extend(engine, config);
	if (status != 0) {
		handle_close(engine);
		handle_close(fallback);
		return status;
	}
	fallback->is_fallback = true;
	fallback->extension = engine->extension;
	fallback->pool = engine->pool;
	engine->fallback = fallback;
	log_write(&engine->telemetry.log, BSE_LOG_INFO,
	          "%s %s: %llu blocks of %u bytes, %llu present, epoch %llu",
	          config->standby ? "standing by on" : "serving", config->device,
	          (unsigned long long)engine->capacity_blocks, engine->block_size,
	          (unsigned long long)engine_used_blocks(engine),
	          (unsigned long long)atomic_load(&store->epoch));
	*out = engine;
	return 0;
}

int32_t bse_initialize(const char *config_json, uint32_t config_len, bse_engine **out) {
	struct config config;
	int32_t status = config_parse(config_json, config_len, bse_plugin_note.descriptor.block_size_min,
	                              bse_plugin_note.descriptor.block_size_max, &config);
	if (status != 0)
		return status;
	if (out == NULL)
		return fail(-EINVAL, "there is nowhere to put the engine: out is NULL");
	struct store *store = aligned_alloc(64, (sizeof *store + 63) / 64 * 64);
	if (store == NULL)
		return fail(-ENOMEM, "no memory for the engine");
	status = store_open(store, &config, DURABLE_AT_WRITE);
	if (status == 0) {
		status = open_on_store(store, &config, out);
		if (status != 0)
			store_close(store);
	}
	if (status != 0)
		free(store);
	return status;
}

int32_t bse_shutdown(bse_engine *engine) {
	if (engine == NULL || engine->is_fallback)
		return fail(-EINVAL, "the engine is NULL, or a fallback, which ends with its parent");
	engine_retract(engine);
	struct store *store = engine->store;
	int32_t status = store_close(store);
	free(store);
	handle_close(engine->fallback);
	handle_close(engine);
	return status;
}

int32_t engine_check(bse_engine *engine, uint64_t id, const void *data, uint32_t len) {
	if (__builtin_expect(len != engine->block_size || data == NULL, 0))
		return fail_block(-EINVAL, id, engine->block_size);
	if (__builtin_expect(id >= engine->capacity_blocks, 0))
		return fail_block(-ERANGE, id, engine->capacity_blocks);
	return 0;
}

uint64_t engine_used_blocks(bse_engine *engine) {
	return atomic_load_explicit(&engine->store->bitmap.used_blocks, memory_order_relaxed);
}

int32_t bse_write_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = engine_check(engine, id, data, len);
	if (status == 0)
		status = store_write(engine->store, id, data);
	telemetry_leave(&engine->telemetry, slot, OPERATION_WRITE, status, started_ns);
	return status;
}

int32_t bse_read_block(bse_engine *engine, uint64_t id, void *buf, uint32_t len) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = engine_check(engine, id, buf, len);
	if (status == 0)
		status = store_read(engine->store, id, buf);
	telemetry_leave(&engine->telemetry, slot, OPERATION_READ, status, started_ns);
	return status;
}

int32_t bse_delete_block(bse_engine *engine, uint64_t id) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = engine_check(engine, id, engine, engine->block_size);
	if (status == 0)
		status = store_delete(engine->store, id);
	telemetry_leave(&engine->telemetry, slot, OPERATION_DELETE, status, started_ns);
	return status;
}

int32_t bse_flush(bse_engine *engine) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = store_flush(engine->store);
	telemetry_leave(&engine->telemetry, slot, OPERATION_FLUSH, status, started_ns);
	return status;
}

int32_t bse_quiesce(bse_engine *engine, uint32_t deadline_ms) {
	int32_t status = store_quiesce(engine->store, deadline_ms);
	log_write(&engine->telemetry.log, status == 0 ? BSE_LOG_INFO : BSE_LOG_ERROR, "quiesce: %s",
	          status == 0 ? "handed over" : strerror(-status));
	return status;
}

int32_t bse_activate(bse_engine *engine) {
	int32_t status = store_activate(engine->store);
	log_write(&engine->telemetry.log, status == 0 ? BSE_LOG_INFO : BSE_LOG_ERROR,
	          "activate: %s, epoch %llu", status == 0 ? "serving" : strerror(-status),
	          (unsigned long long)atomic_load(&engine->store->epoch));
	return status;
}
