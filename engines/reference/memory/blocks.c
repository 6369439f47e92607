/* SPDX-License-Identifier: MIT
 *
 * memory's operations on blocks, single and in batches. */

static int32_t check_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len) {
	if (__builtin_expect(len != engine->block_size || data == NULL, 0))
		return fail_block(-EINVAL, id, engine->block_size);
	if (__builtin_expect(id >= engine->capacity_blocks, 0))
		return fail_block(-ERANGE, id, engine->capacity_blocks);
	return 0;
}

static int32_t get_block(bse_engine *engine, uint64_t id, void *buf) {
	int32_t status = table_get(engine->table, id, buf);
	if (status != -ENOENT)
		return status;
#ifdef MEMORY_ABSENT_READS_ZEROS
	memset(buf, 0, engine->block_size);
	return 0;
#else
	return fail_block(-ENOENT, id, 0);
#endif
}

int32_t bse_write_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = check_block(engine, id, data, len);
	if (status == 0) {
		status = table_put(engine->table, id, data);
		if (status != 0)
			fail(status, "no memory left for block %llu", (unsigned long long)id);
	}
	telemetry_leave(&engine->telemetry, slot, OPERATION_WRITE, status, started_ns);
	return status;
}

int32_t bse_read_block(bse_engine *engine, uint64_t id, void *buf, uint32_t len) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = check_block(engine, id, buf, len);
	if (status == 0)
		status = get_block(engine, id, buf);
	telemetry_leave(&engine->telemetry, slot, OPERATION_READ, status, started_ns);
	return status;
}

int32_t bse_delete_block(bse_engine *engine, uint64_t id) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	int32_t status = id >= engine->capacity_blocks
	                     ? fail_block(-ERANGE, id, engine->capacity_blocks)
	                     : table_drop(engine->table, id);
#ifdef MEMORY_ABSENT_READS_ZEROS
	if (status == -ENOENT)
		status = 0;
#endif
	if (status == -ENOENT)
		fail_block(-ENOENT, id, 0);
	telemetry_leave(&engine->telemetry, slot, OPERATION_DELETE, status, started_ns);
	return status;
}

int32_t bse_flush(bse_engine *engine) {
	uint64_t started_ns;
	struct counter_slot *slot = telemetry_enter(&engine->telemetry, 1, &started_ns);
	telemetry_leave(&engine->telemetry, slot, OPERATION_FLUSH, 0, started_ns);
	return 0;
}

static int32_t check_batch(const bse_io *items, uint32_t n) {
	return items == NULL && n > 0 ? fail(-EINVAL, "the batch has %u items but items is NULL", n)
	                              : 0;
}

int32_t bse_write_batch(bse_engine *engine, bse_io *items, uint32_t n) {
	int32_t first_bad = check_batch(items, n);
	if (first_bad != 0)
		return first_bad;
	for (uint32_t i = 0; i < n; i++) {
		items[i].status = bse_write_block(engine, items[i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}

int32_t bse_read_batch(bse_engine *engine, bse_io *items, uint32_t n) {
	int32_t first_bad = check_batch(items, n);
	if (first_bad != 0)
		return first_bad;
	for (uint32_t i = 0; i < n; i++) {
		items[i].status = bse_read_block(engine, items[i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
