/* SPDX-License-Identifier: MIT
 *
 * One thread, a random mix of everything, compared with a model after each step: the version that
 * each block holds, 0 for absent. Reopening and the hand-over to a second engine are steps like
 * the others. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "driver.h"

#include <errno.h>
#include <string.h>

#define CAPACITY_BLOCKS 400u

struct model {
	const char *device;
	bse_engine *engine;
	struct random random;
	uint64_t next_version;
	uint64_t versions[CAPACITY_BLOCKS];
	unsigned char *memory; /* room for a batch, and for unaligned addresses in it */
	bool is_volatile;
	uint64_t reads, writes; /* acknowledged since the engine was opened */
};

/* Buffer i of the batch; every other one is unaligned. */
static void *buffer(struct model *model, uint32_t i) {
	return model->memory + (size_t)i * (BLOCK_BYTES + 4096) + (i % 2 == 0 ? 0 : 24);
}

static void expect(struct model *model, uint64_t id, int32_t status, const void *data) {
	uint64_t version = model->versions[id];
	if (version == 0) {
		REQUIRE(status == -ENOENT, "read of absent block %u: %d", (unsigned)id, status);
		return;
	}
	REQUIRE(status == 0, "read of block %u: %d", (unsigned)id, status);
	REQUIRE(block_version(data, id) == version, "block %u holds other data", (unsigned)id);
	model->reads++;
}

static void step_single(struct model *model) {
	uint64_t id = random_below(&model->random, CAPACITY_BLOCKS);
	void *data = buffer(model, random_below(&model->random, 2));
	uint32_t kind = random_below(&model->random, 4);
	if (kind == 0) {
		int32_t expected = model->versions[id] == 0 ? -ENOENT : 0;
		REQUIRE(bse_delete_block(model->engine, id) == expected, "delete of %u", (unsigned)id);
		model->versions[id] = 0;
	} else if (kind == 1) {
		block_fill(data, id, model->next_version);
		REQUIRE(bse_write_block(model->engine, id, data, BLOCK_BYTES) == 0, "write");
		model->versions[id] = model->next_version++;
		model->writes++;
	} else {
		expect(model, id, bse_read_block(model->engine, id, data, BLOCK_BYTES), data);
	}
}

/* Ids beyond the capacity and wrong lengths are part of every batch. */
static void step_batch(struct model *model, bool is_write) {
	bse_io items[BATCH_MAX];
	uint32_t n = random_below(&model->random, BATCH_MAX + 1);
	uint32_t first = random_below(&model->random, CAPACITY_BLOCKS);
	bool in_row = random_below(&model->random, 2) == 0;
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t id = in_row ? (first + i) % CAPACITY_BLOCKS
		                     : random_below(&model->random, CAPACITY_BLOCKS + 8);
		uint32_t length = random_below(&model->random, 40) == 0 ? BLOCK_BYTES - 1 : BLOCK_BYTES;
		items[i] = (bse_io){.id = id, .data = buffer(model, i), .len = length, .status = 77};
		block_fill(items[i].data, id, is_write ? model->next_version + i : 0);
	}
	int32_t status = is_write ? bse_write_batch(model->engine, items, n)
	                          : bse_read_batch(model->engine, items, n);
	for (uint32_t i = 0; i < n; i++) {
		int32_t refusal = items[i].len != BLOCK_BYTES        ? -EINVAL
		                  : items[i].id >= CAPACITY_BLOCKS ? -ERANGE
		                                                    : 0;
		if (first_bad == 0)
			first_bad = items[i].status;
		if (refusal != 0) {
			REQUIRE(items[i].status == refusal, "item %u: %d", i, items[i].status);
		} else if (is_write) {
			REQUIRE(items[i].status == 0, "item %u: %d", i, items[i].status);
			model->versions[items[i].id] = model->next_version + i;
			model->writes++;
		} else {
			expect(model, items[i].id, items[i].status, items[i].data);
		}
	}
	REQUIRE(status == first_bad, "the batch returned %d", status);
	model->next_version += n;
}

/* More operations than the queue takes, on different blocks, since those of one have no order. */
static void step_queue(struct model *model) {
	bse_queue *queue = NULL;
	bse_op ops[20];
	bse_completion done[20];
	uint32_t first = random_below(&model->random, CAPACITY_BLOCKS);
	uint32_t submitted = 0, completed = 0, n = 1 + random_below(&model->random, 20);
	uint32_t depth = 1 + random_below(&model->random, QUEUE_DEPTH);
	REQUIRE(bse_queue_create(model->engine, depth, &queue) == 0, "queue_create");
	for (uint32_t i = 0; i < n; i++) {
		uint64_t id = (first + i * 7) % CAPACITY_BLOCKS;
		ops[i] = (bse_op){.user_data = i, .id = id, .data = buffer(model, i), .len = BLOCK_BYTES,
		                  .opcode = random_below(&model->random, 2) == 0 ? BSE_OP_READ
		                                                                 : BSE_OP_WRITE};
		block_fill(ops[i].data, id, model->next_version + i);
	}
	while (completed < n) {
		int32_t taken = bse_queue_submit(queue, ops + submitted, n - submitted);
		REQUIRE(taken >= 0 && (uint32_t)taken <= depth, "submit: %d", taken);
		submitted += (uint32_t)taken;
		int32_t got = bse_queue_poll(queue, done, 20, 1000000);
		REQUIRE(got > 0, "poll: %d", got);
		for (int32_t i = 0; i < got; i++, completed++) {
			bse_op *op = &ops[done[i].user_data];
			if (op->opcode == BSE_OP_WRITE) {
				REQUIRE(done[i].status == 0, "queued write: %d", done[i].status);
				model->versions[op->id] = model->next_version + done[i].user_data;
				model->writes++;
			} else {
				expect(model, op->id, done[i].status, op->data);
			}
		}
	}
	model->next_version += n;
	REQUIRE(bse_queue_poll(queue, done, 20, 1000000) == 0, "a completion too many");
	REQUIRE(bse_queue_destroy(queue) == 0, "queue_destroy");
}

static void step_lease(struct model *model) {
	const void *leases[POOL_BUFFERS] = {NULL};
	uint64_t id = random_below(&model->random, CAPACITY_BLOCKS);
	uint32_t length = 0;
	if (model->versions[id] == 0)
		return;
	for (uint32_t i = 0; i < POOL_BUFFERS; i++)
		REQUIRE(bse_lease_block(model->engine, id, &leases[i], &length) == 0, "lease %u", i);
	REQUIRE(bse_lease_block(model->engine, id, &leases[0], &length) == -EAGAIN, "one too many");
	void *data = buffer(model, 1);
	block_fill(data, id, model->next_version);
	REQUIRE(bse_write_block(model->engine, id, data, BLOCK_BYTES) == 0, "write under leases");
	model->writes++;
	for (uint32_t i = 0; i < POOL_BUFFERS; i++) {
		expect(model, id, 0, leases[i]);
		REQUIRE(bse_release_block(model->engine, leases[i]) == 0, "release");
	}
	model->versions[id] = model->next_version++;
	REQUIRE(bse_release_block(model->engine, leases[0]) == -EINVAL, "released twice");
}

static void check_stats(struct model *model) {
	bse_stats stats = {.size = sizeof stats};
	uint64_t used = 0;
	for (uint32_t id = 0; id < CAPACITY_BLOCKS; id++)
		used += model->versions[id] != 0;
	REQUIRE(bse_get_stats(model->engine, &stats) == 0, "get_stats");
	REQUIRE(stats.used_bytes == used * BLOCK_BYTES, "used_bytes");
	REQUIRE(stats.read_operations == model->reads, "reads %llu",
	        (unsigned long long)stats.read_operations);
	REQUIRE(stats.write_operations == model->writes, "writes %llu",
	        (unsigned long long)stats.write_operations);
	REQUIRE(bse_flush(model->engine) == 0, "flush");
}

static void step_successor(struct model *model) {
	check_stats(model);
	if (bse_activate != NULL && random_below(&model->random, 2) == 0) {
		bse_engine *next = open_engine(model->device, CAPACITY_BLOCKS, true);
		void *data = buffer(model, 0);
		REQUIRE(bse_quiesce(model->engine, 1000) == 0, "quiesce");
		REQUIRE(bse_activate(next) == 0, "activate");
		REQUIRE(bse_write_block(model->engine, 0, data, BLOCK_BYTES) == -ESTALE, "late write");
		REQUIRE(bse_shutdown(model->engine) == 0, "shutdown after the hand-over");
		model->engine = next;
	} else if (!model->is_volatile) {
		REQUIRE(bse_shutdown(model->engine) == 0, "shutdown");
		model->engine = open_engine(model->device, CAPACITY_BLOCKS, false);
	} else {
		return;
	}
	model->reads = model->writes = 0;
}

void run_model(const char *device, uint64_t seed, uint32_t steps) {
	struct model model = {.device = device, .random = {seed}, .next_version = 1};
	model.is_volatile = bse_activate == NULL;
	model.memory = aligned_alloc(4096, (size_t)(BATCH_MAX + 2) * (BLOCK_BYTES + 4096));
	model.engine = open_engine(device, CAPACITY_BLOCKS, false);
	for (uint32_t step = 0; step < steps; step++) {
		uint32_t kind = random_below(&model.random, 100);
		if (kind < 4)
			step_successor(&model);
		else if (kind < 10 && bse_write_batch != NULL)
			step_batch(&model, kind % 2 == 0);
		else if (kind < 18 && bse_queue_create != NULL)
			step_queue(&model);
		else if (kind < 22 && bse_lease_block != NULL)
			step_lease(&model);
		else
			step_single(&model);
	}
	check_stats(&model);
	REQUIRE(bse_shutdown(model.engine) == 0, "shutdown");
	free(model.memory);
}
