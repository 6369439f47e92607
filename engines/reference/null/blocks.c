/* SPDX-License-Identifier: MIT
 *
 * null's operations, single and in batches: the checks that every engine makes, then a count. */

/* All that is not the usual way, apart from it: the usual one then needs no stack. */
static __attribute__((noinline)) int32_t null_unusual(bse_engine *engine, enum operation kind,
                                                      uint64_t id, const void *data,
                                                      uint32_t len) {
	if (len != engine->block_size || data == NULL)
		return fail_block(-EINVAL, id, engine->block_size);
	if (id >= engine->capacity_blocks)
		return fail_block(-ERANGE, id, engine->capacity_blocks);
	struct counter_slot *slot = counters_slot(&engine->telemetry.counters);
	uint64_t before = counter_add(slot, COUNTER_DONE + kind, 1);
	if ((before & engine->telemetry.sample_mask) == 0) {
		uint64_t started_ns = clock_ns();
		counter_add(slot, COUNTER_TIMED, 1);
		counter_add(slot, COUNTER_TIMED_NS, clock_ns() - started_ns);
	}
	return 0;
}

static inline __attribute__((always_inline)) int32_t
null_operation(bse_engine *engine, enum operation kind, uint64_t id, const void *data,
               uint32_t len) {
	uintptr_t thread = counters_thread();
	struct counter_slot *slot = &engine->telemetry.counters.slots[counters_first(thread)];
	_Atomic uint64_t *done = &slot->values[COUNTER_DONE + kind];
	uint64_t before = atomic_load_explicit(done, memory_order_relaxed);
	bool is_usual = len == engine->block_size && data != NULL && id < engine->capacity_blocks &&
	                counters_is_own(slot, thread) &&
	                (before & engine->telemetry.sample_mask) != 0;
	if (__builtin_expect(!is_usual, 0))
		return null_unusual(engine, kind, id, data, len);
	atomic_store_explicit(done, before + 1, memory_order_relaxed);
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
