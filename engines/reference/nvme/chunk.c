/* SPDX-License-Identifier: MIT */
#include "nvme/chunk.h"

#include <errno.h>
#include <string.h>

#include "common/error.h"

/* Shell sort: a batch is often sorted already, is small, and may not allocate. */
static void sort_keys(uint64_t *keys, uint32_t count) {
	static const uint32_t gaps[] = {57, 23, 10, 4, 1};
	for (uint32_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
		for (uint32_t i = gaps[g]; i < count; i++) {
			uint64_t key = keys[i];
			uint32_t at = i;
			for (; at >= gaps[g] && keys[at - gaps[g]] > key; at -= gaps[g])
				keys[at] = keys[at - gaps[g]];
			keys[at] = key;
		}
}

static void chunk_prepare(struct chunk *chunk) {
	memset(&chunk->stripes, 0, sizeof chunk->stripes);
	chunk->key_count = 0;
	for (uint32_t i = 0; i < chunk->item_count; i++) {
		bse_io *item = &chunk->items[i];
		chunk->made_by[i] = (uint8_t)i;
		item->status = engine_check(chunk->engine, item->id, item->data, item->len);
		if (item->status != 0)
			continue;
		chunk->keys[chunk->key_count++] = item->id * CHUNK_ITEMS + i;
		stripe_set_add(&chunk->stripes, item->id);
	}
	sort_keys(chunk->keys, chunk->key_count);
	if (chunk->kind != OPERATION_WRITE)
		return;
	uint32_t kept = 0;
	for (uint32_t key = 0; key < chunk->key_count; key++) {
		if (kept > 0 && chunk->keys[kept - 1] / CHUNK_ITEMS == chunk->keys[key] / CHUNK_ITEMS) {
			uint32_t last = (uint32_t)(chunk->keys[key] % CHUNK_ITEMS);
			chunk->made_by[chunk->keys[kept - 1] % CHUNK_ITEMS] = (uint8_t)last;
			kept--;
		}
		chunk->keys[kept++] = chunk->keys[key];
	}
	chunk->key_count = kept;
}

void chunk_transfer_alone(struct chunk *chunk, uint32_t key) {
	bse_io *item = chunk_item(chunk, key);
	struct store *store = chunk->engine->store;
	item->status = chunk->kind == OPERATION_WRITE ? store_write_locked(store, item->id, item->data)
	                                              : store_read_locked(store, item->id, item->data);
}

static void chunk_refuse(struct chunk *chunk, int32_t status) {
	for (uint32_t key = 0; key < chunk->key_count; key++)
		chunk_item(chunk, key)->status = fail_block(status, chunk_id(chunk, key), 0);
}

static void chunk_write(struct chunk *chunk) {
	struct store *store = chunk->engine->store;
	int32_t status = store_enter(store, true);
	if (status != 0) {
		chunk_refuse(chunk, status);
		return;
	}
	stripe_set_lock(&store->stripes, &chunk->stripes, STRIPE_WRITE);
	chunk_transfer(chunk);
	stripe_set_unlock(&store->stripes, &chunk->stripes, STRIPE_WRITE);
	store_leave(store);
}

static void chunk_read(struct chunk *chunk) {
	struct store *store = chunk->engine->store;
	uint64_t epoch;
	int32_t status = store_may_read(store, &epoch);
	if (status != 0) {
		chunk_refuse(chunk, status);
		return;
	}
	stripe_set_lock(&store->stripes, &chunk->stripes, STRIPE_READ);
	chunk_transfer(chunk);
	stripe_set_unlock(&store->stripes, &chunk->stripes, STRIPE_READ);
	status = store_read_stands(store, epoch);
	if (status != 0)
		chunk_refuse(chunk, status);
}

/* Time in the engine is shared out among the chunk's items. */
static int32_t chunk_run(struct chunk *chunk) {
	struct telemetry *telemetry = &chunk->engine->telemetry;
	uint64_t started_ns, succeeded = 0;
	int32_t first_bad = 0;
	struct counter_slot *slot = telemetry_enter(telemetry, chunk->item_count, &started_ns);
	chunk_prepare(chunk);
	if (chunk->key_count > 0 && chunk->kind == OPERATION_WRITE)
		chunk_write(chunk);
	else if (chunk->key_count > 0)
		chunk_read(chunk);
	for (uint32_t i = chunk->item_count; i > 0; i--) { /* later writes first: a chain of them */
		bse_io *item = &chunk->items[i - 1];
		item->status = chunk->items[chunk->made_by[i - 1]].status;
		succeeded += item->status == 0;
	}
	counter_add(slot, COUNTER_TIMED, chunk->item_count);
	counter_add(slot, COUNTER_TIMED_NS, clock_ns() - started_ns);
	if (succeeded > 0)
		telemetry_count(telemetry, slot, chunk->kind, 0, succeeded);
	for (uint32_t i = 0; i < chunk->item_count; i++) {
		int32_t status = chunk->items[i].status;
		if (status != 0)
			telemetry_count(telemetry, slot, chunk->kind, status, 1);
		if (first_bad == 0)
			first_bad = status;
	}
	counter_add(slot, COUNTER_LEFT, chunk->item_count);
	return first_bad;
}

static int32_t batch_run(bse_engine *engine, enum operation kind, bse_io *items, uint32_t n) {
	struct chunk chunk = {.engine = engine, .kind = kind};
	int32_t first_bad = 0;
	if (items == NULL && n > 0)
		return fail(-EINVAL, "the batch has %u items but items is NULL", n);
	for (uint32_t done = 0; done < n; done += chunk.item_count) {
		chunk.items = items + done;
		chunk.item_count = n - done < CHUNK_ITEMS ? n - done : CHUNK_ITEMS;
		int32_t status = chunk_run(&chunk);
		if (first_bad == 0)
			first_bad = status;
	}
	return first_bad;
}

int32_t bse_write_batch(bse_engine *engine, bse_io *items, uint32_t n) {
	return batch_run(engine, OPERATION_WRITE, items, n);
}

int32_t bse_read_batch(bse_engine *engine, bse_io *items, uint32_t n) {
	return batch_run(engine, OPERATION_READ, items, n);
}
