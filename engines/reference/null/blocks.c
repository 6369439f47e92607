/* SPDX-License-Identifier: MIT
 *
 * null's operations, single and in batches: the checks that every engine makes, then a count. */

static inline int32_t null_operation(bse_engine *engine, enum operation kind, uint64_t id,
                                     const void *data, uint32_t len) {
	uint64_t started_ns;
	if (__builtin_expect(len != engine->block_size || data == NULL, 0))
		return fail_block(-EINVAL, id, engine->block_size);
	if (__builtin_expect(id >= engine->capacity_blocks, 0))
		return fail_block(-ERANGE, id, engine->capacity_blocks);
	struct counter_slot *slot = counters_slot(&engine->telemetry.counters);
	uint64_t before = counter_add(slot, COUNTER_DONE + kind, 1);
	if (__builtin_expect((before & engine->telemetry.sample_mask) == 0, 0)) {
		started_ns = clock_ns();
		counter_add(slot, COUNTER_TIMED, 1);
		counter_add(slot, COUNTER_TIMED_NS, clock_ns() - started_ns);
	}
	return 0;
}

int32_t bse_write_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len) {
	return null_operation(engine, OPERATION_WRITE, id, data, len);
}

int32_t bse_read_block(bse_engine *engine, uint64_t id, void *buf, uint32_t len) {
	return null_operation(engine, OPERATION_READ, id, buf, len);
}

int32_t bse_delete_block(bse_engine *engine, uint64_t id) {
	return null_operation(engine, OPERATION_DELETE, id, engine, engine->block_size);
}

int32_t bse_flush(bse_engine *engine) {
	return null_operation(engine, OPERATION_FLUSH, 0, engine, engine->block_size);
}

static int32_t null_batch(bse_engine *engine, enum operation kind, bse_io *items, uint32_t n) {
	int32_t first_bad = 0;
	if (items == NULL && n > 0)
		return fail(-EINVAL, "the batch has %u items but items is NULL", n);
	for (uint32_t i = 0; i < n; i++) {
		items[i].status = null_operation(engine, kind, items[i].id, items[i].data, items[i].len);
		if (items[i].status != 0 && first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}

int32_t bse_write_batch(bse_engine *engine, bse_io *items, uint32_t n) {
	return null_batch(engine, OPERATION_WRITE, items, n);
}

int32_t bse_read_batch(bse_engine *engine, bse_io *items, uint32_t n) {
	return null_batch(engine, OPERATION_READ, items, n);
}
