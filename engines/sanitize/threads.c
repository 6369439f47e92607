/* SPDX-License-Identifier: MIT
 *
 * Eight threads on one engine. All of them write, read and delete a few shared blocks, where a read
 * must be one whole write; each has blocks of its own, whose contents it knows. Meanwhile the main
 * thread hands the device over from engine to engine, where they can, without stopping anybody: an
 * operation that hits the former engine is told so (-ESTALE) and goes to the next one. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "driver.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define THREADS 8u
#define SHARED_BLOCKS 6u
#define OWN_BLOCKS 8u
#define CAPACITY_BLOCKS (SHARED_BLOCKS + THREADS * OWN_BLOCKS)

static struct {
	const char *device;
	_Atomic(bse_engine *) engine;
	pthread_rwlock_t in_use; /* held for reading by who uses an engine, for writing to end one */
	_Atomic bool stop;
} shared;

struct worker {
	pthread_t thread;
	uint32_t index;
	struct random random;
	uint64_t next_version;
	uint64_t versions[OWN_BLOCKS];
	uint64_t operations;
	unsigned char *memory;
};

static uint64_t own_id(const struct worker *worker, uint32_t i) {
	return SHARED_BLOCKS + worker->index * OWN_BLOCKS + i;
}

static void *buffer(struct worker *worker, uint32_t i) {
	return worker->memory + (size_t)i * (BLOCK_BYTES + 4096) + (i % 3 == 1 ? 8 : 0);
}

static void check_read(struct worker *worker, uint64_t id, int32_t status, const void *data) {
	REQUIRE(status == 0 || status == -ENOENT || status == -ESTALE || status == -EAGAIN,
	        "read: %d", status);
	if (status == 0)
		REQUIRE(block_version(data, id) != 0, "block %u is torn", (unsigned)id);
	if (id < SHARED_BLOCKS || status == -ESTALE || status == -EAGAIN)
		return;
	uint64_t expected = worker->versions[id - own_id(worker, 0)];
	REQUIRE(expected == (status == 0 ? block_version(data, id) : 0), "own block %u: status %d",
	        (unsigned)id, status);
}

static void wrote(struct worker *worker, uint64_t id, int32_t status, uint64_t version) {
	REQUIRE(status == 0 || status == -ESTALE, "write: %d", status);
	if (status == 0 && id >= SHARED_BLOCKS)
		worker->versions[id - own_id(worker, 0)] = version;
}

static uint64_t pick(struct worker *worker) {
	return random_below(&worker->random, 2) == 0
	           ? random_below(&worker->random, SHARED_BLOCKS)
	           : own_id(worker, random_below(&worker->random, OWN_BLOCKS));
}

static void single(struct worker *worker, bse_engine *engine, uint32_t kind) {
	uint64_t id = pick(worker), version = worker->next_version++;
	void *data = buffer(worker, kind);
	if (kind == 0) {
		int32_t status = bse_delete_block(engine, id);
		REQUIRE(status == 0 || status == -ENOENT || status == -ESTALE, "delete: %d", status);
		if (status == 0)
			wrote(worker, id, 0, 0);
	} else if (kind == 1) {
		block_fill(data, id, version);
		wrote(worker, id, bse_write_block(engine, id, data, BLOCK_BYTES), version);
	} else if (kind == 2 && bse_lease_block != NULL) {
		const void *leased = NULL;
		uint32_t length;
		int32_t status = bse_lease_block(engine, id, &leased, &length);
		check_read(worker, id, status, leased);
		REQUIRE(status != 0 || bse_release_block(engine, leased) == 0, "release");
	} else {
		check_read(worker, id, bse_read_block(engine, id, data, BLOCK_BYTES), data);
	}
}

/* All of a thread's own blocks and the shared ones, forwards or backwards. */
static void batch(struct worker *worker, bse_engine *engine, bool is_write) {
	bse_io items[SHARED_BLOCKS + OWN_BLOCKS];
	uint32_t n = SHARED_BLOCKS + OWN_BLOCKS;
	uint64_t version = worker->next_version++;
	bool is_backward = random_below(&worker->random, 2) == 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = is_backward ? n - 1 - i : i;
		uint64_t id = at < SHARED_BLOCKS ? at : own_id(worker, at - SHARED_BLOCKS);
		items[i] = (bse_io){.id = id, .data = buffer(worker, i), .len = BLOCK_BYTES};
		block_fill(items[i].data, id, version);
	}
	if (is_write)
		bse_write_batch(engine, items, n);
	else
		bse_read_batch(engine, items, n);
	for (uint32_t i = 0; i < n; i++)
		if (is_write)
			wrote(worker, items[i].id, items[i].status, version);
		else
			check_read(worker, items[i].id, items[i].status, items[i].data);
}

/* With operations in flight, the same thread also makes single calls on the same blocks: those must
 * not wait for a completion that only it could take. */
static void queue(struct worker *worker, bse_engine *engine) {
	bse_queue *made = NULL;
	bse_op ops[QUEUE_DEPTH];
	bse_completion done[QUEUE_DEPTH];
	uint64_t version = worker->next_version++;
	REQUIRE(bse_queue_create(engine, QUEUE_DEPTH, &made) == 0, "queue_create");
	for (uint32_t i = 0; i < QUEUE_DEPTH; i++) {
		uint64_t id = i < 3 ? random_below(&worker->random, SHARED_BLOCKS) : own_id(worker, i);
		ops[i] = (bse_op){.user_data = i, .id = id, .data = buffer(worker, i), .len = BLOCK_BYTES,
		                  .opcode = random_below(&worker->random, 2) == 0 ? BSE_OP_READ
		                                                                  : BSE_OP_WRITE};
		block_fill(ops[i].data, id, version);
	}
	REQUIRE(bse_queue_submit(made, ops, QUEUE_DEPTH) == (int32_t)QUEUE_DEPTH, "submit");
	uint64_t id = random_below(&worker->random, SHARED_BLOCKS);
	void *data = buffer(worker, QUEUE_DEPTH + 1);
	block_fill(data, id, ++worker->next_version);
	wrote(worker, id, bse_write_block(engine, id, data, BLOCK_BYTES), 0);
	for (uint32_t completed = 0; completed < QUEUE_DEPTH;) {
		int32_t got = bse_queue_poll(made, done, QUEUE_DEPTH, 5000000);
		REQUIRE(got > 0, "poll: %d", got);
		completed += (uint32_t)got;
		for (int32_t i = 0; i < got; i++) {
			bse_op *op = &ops[done[i].user_data];
			if (op->opcode == BSE_OP_WRITE)
				wrote(worker, op->id, done[i].status, version);
			else
				check_read(worker, op->id, done[i].status, op->data);
		}
	}
	REQUIRE(bse_queue_destroy(made) == 0, "queue_destroy");
	worker->next_version++;
}

static void *work(void *context) {
	struct worker *worker = context;
	while (!atomic_load(&shared.stop)) {
		pthread_rwlock_rdlock(&shared.in_use);
		bse_engine *engine = atomic_load(&shared.engine);
		uint32_t kind = random_below(&worker->random, 12);
		if (kind < 2 && bse_write_batch != NULL) {
			batch(worker, engine, kind == 0);
		} else if (kind == 2 && bse_queue_create != NULL) {
			queue(worker, engine);
		} else if (kind == 3 && random_below(&worker->random, 4) == 0) {
			int32_t status = bse_flush(engine);
			REQUIRE(status == 0 || status == -ESTALE, "flush: %d", status);
		} else {
			single(worker, engine, random_below(&worker->random, 4));
		}
		worker->operations++;
		pthread_rwlock_unlock(&shared.in_use);
	}
	return NULL;
}

static void hand_over(void) {
	bse_engine *old = atomic_load(&shared.engine);
	bse_engine *next = open_engine(shared.device, CAPACITY_BLOCKS, true);
	REQUIRE(bse_quiesce(old, 5000) == 0, "quiesce");
	REQUIRE(bse_activate(next) == 0, "activate");
	atomic_store(&shared.engine, next);
	pthread_rwlock_wrlock(&shared.in_use);
	pthread_rwlock_unlock(&shared.in_use);
	REQUIRE(bse_shutdown(old) == 0, "shutdown of the former engine");
}

static void sleep_ms(uint32_t ms) {
	struct timespec pause = {ms / 1000, (long)(ms % 1000) * 1000000};
	nanosleep(&pause, NULL);
}

void run_threads(const char *device, uint64_t seed, uint32_t milliseconds) {
	static struct worker workers[THREADS];
	pthread_rwlockattr_t attributes;
	uint32_t swaps = 0;
	uint64_t operations = 0;
	pthread_rwlockattr_init(&attributes);
	pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(&shared.in_use, &attributes);
	shared.device = device;
	atomic_store(&shared.engine, open_engine(device, CAPACITY_BLOCKS, false));
	for (uint32_t i = 0; i < THREADS; i++) {
		workers[i].index = i;
		workers[i].random.state = seed * 1000 + i;
		workers[i].next_version = (uint64_t)(i + 1) << 40;
		workers[i].memory = aligned_alloc(4096, 32 * (BLOCK_BYTES + 4096));
		REQUIRE(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0, "thread");
	}
	for (uint32_t slept_ms = 0; slept_ms < milliseconds; slept_ms += 40) {
		sleep_ms(40);
		if (bse_activate != NULL) {
			hand_over();
			swaps++;
		}
	}
	atomic_store(&shared.stop, true);
	bse_engine *engine = atomic_load(&shared.engine);
	for (uint32_t i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		operations += workers[i].operations;
		for (uint32_t own = 0; own < OWN_BLOCKS; own++) {
			uint64_t id = own_id(&workers[i], own);
			void *data = buffer(&workers[i], own);
			check_read(&workers[i], id, bse_read_block(engine, id, data, BLOCK_BYTES), data);
		}
		free(workers[i].memory);
	}
	REQUIRE(bse_shutdown(engine) == 0, "shutdown");
	pthread_rwlock_destroy(&shared.in_use);
	printf("%llu operations, %u hand-overs\n", (unsigned long long)operations, swaps);
}
