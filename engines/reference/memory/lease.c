/* SPDX-License-Identifier: MIT
 *
 * A lease is a copy in a pool buffer, so that later writes do not reach it. */

int32_t bse_lease_block(bse_engine *engine, uint64_t id, const void **data, uint32_t *len) {
	uint64_t started_ns;
	if (data == NULL || len == NULL)
		return fail(-EINVAL, "there is nowhere to put the lease: data or len is NULL");
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = check_block(engine, id, data, engine->block_size);
	void *buffer = status == 0 ? pool_take(engine->pool) : NULL;
	if (status == 0 && buffer == NULL)
		status = fail(-EAGAIN, "all %u pool buffers are leased out (config key \"pool_buffers\")",
		              engine->pool->buffer_count);
	if (status == 0)
		status = get_block(engine, id, buffer);
	if (status == 0) {
		*data = buffer;
		*len = engine->block_size;
	} else if (buffer != NULL) {
		pool_give(engine->pool, buffer);
	}
	telemetry_leave(&engine->telemetry, slot, OPERATION_READ, status, started_ns);
	return status;
}

int32_t bse_release_block(bse_engine *engine, const void *data) {
	return pool_give(engine->pool, data) ? 0 : fail(-EINVAL, "this pointer is not leased out");
}
