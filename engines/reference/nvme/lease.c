/* SPDX-License-Identifier: MIT
 *
 * Leases: the host reads the engine's own aligned buffer. The pool is apart from the bounce
 * buffers, so that leases that stay out never hold up a read or write. */

int32_t engine_extend(bse_engine *engine, const struct config *config) {
	struct pool *pool = malloc(sizeof *pool);
	int32_t status = pool == NULL
	                     ? fail(-ENOMEM, "no memory for the lease pool")
	                     : pool_open(pool, config->pool_buffers, config->block_size);
	if (status != 0) {
		free(pool);
		return status;
	}
	engine->extension = pool;
	engine->pool = pool;
	return 0;
}

void engine_retract(bse_engine *engine) {
	struct pool *pool = engine->extension;
	pool_close(pool);
	free(pool);
}

static int32_t lease_read(bse_engine *engine, uint64_t id, void **out) {
	struct pool *pool = engine->extension;
	void *buffer = pool_take(pool);
	if (buffer == NULL)
		return fail(-EAGAIN, "all %u pool buffers are leased out (config key \"pool_buffers\")",
		            pool->buffer_count);
	int32_t status = store_read(engine->store, id, buffer);
	if (status != 0)
		pool_give(pool, buffer);
	else
		*out = buffer;
	return status;
}

int32_t bse_lease_block(bse_engine *engine, uint64_t id, const void **data, uint32_t *len) {
	uint64_t started_ns;
	void *buffer = NULL;
	if (data == NULL || len == NULL)
		return fail(-EINVAL, "there is nowhere to put the lease: data or len is NULL");
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = engine_check(engine, id, engine, engine->block_size);
	if (status == 0)
		status = lease_read(engine, id, &buffer);
	if (status == 0) {
		*data = buffer;
		*len = engine->block_size;
	}
	telemetry_leave(&engine->telemetry, slot, OPERATION_READ, status, started_ns);
	return status;
}

int32_t bse_release_block(bse_engine *engine, const void *data) {
	return pool_give(engine->extension, data) ? 0
	                                          : fail(-EINVAL, "this pointer is not leased out");
}
