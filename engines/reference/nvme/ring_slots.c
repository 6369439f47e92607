/* SPDX-License-Identifier: MIT
 *
 * The way of one queued operation. */
#include <errno.h>
#include <string.h>

#include "common/error.h"
#include "nvme/ring_queue.h"

static enum operation slot_kind(const struct queue_slot *slot) {
	return slot->op.opcode == BSE_OP_WRITE ? OPERATION_WRITE : OPERATION_READ;
}

static void slot_done(bse_queue *queue, uint32_t index, int32_t status, uint64_t ended_ns) {
	struct queue_slot *slot = &queue->slots[index];
	struct telemetry *telemetry = &queue->engine->telemetry;
	slot->status = status;
	telemetry_leave_at(telemetry, counters_slot(&telemetry->counters), slot_kind(slot), status,
	                   slot->started_ns, ended_ns);
	slot_list_add(queue, &queue->done, index);
}

/* 0 and everything it needs held, -EAGAIN to try again later, or its final status. */
static int32_t slot_acquire(bse_queue *queue, struct queue_slot *slot) {
	struct store *store = queue->engine->store;
	bool is_write = slot_kind(slot) == OPERATION_WRITE;
	enum stripe_mode mode = is_write ? STRIPE_WRITE : STRIPE_READ;
	int32_t status = is_write ? store_enter(store, false) : 0;
	if (status != 0)
		return status == -EAGAIN ? status : fail_block(status, slot->op.id, 0);
	if (!stripe_try_lock(&store->stripes, stripe_of(slot->op.id), mode)) {
		status = -EAGAIN;
	} else {
		status = is_write ? 0 : store_is_present(store, slot->op.id);
		if (status == 0 && !device_is_aligned(&store->device, slot->op.data)) {
			slot->bounce = pool_take(&store->bounce);
			status = slot->bounce == NULL ? -EAGAIN : 0;
		}
		if (status != 0)
			stripe_unlock(&store->stripes, stripe_of(slot->op.id), mode);
	}
	if (status != 0 && is_write)
		store_leave(store);
	return status;
}

static void slot_release(bse_queue *queue, struct queue_slot *slot) {
	struct store *store = queue->engine->store;
	bool is_write = slot_kind(slot) == OPERATION_WRITE;
	if (slot->bounce != NULL)
		pool_give(&store->bounce, slot->bounce);
	slot->bounce = NULL;
	stripe_unlock(&store->stripes, stripe_of(slot->op.id), is_write ? STRIPE_WRITE : STRIPE_READ);
	if (is_write)
		store_leave(store);
}

/* Checks that need nothing held; -EAGAIN is an answer here, of a standby engine. */
static int32_t slot_check(bse_queue *queue, struct queue_slot *slot) {
	if (slot->op.opcode != BSE_OP_READ && slot->op.opcode != BSE_OP_WRITE)
		return fail(-EINVAL, "opcode %u is unknown", slot->op.opcode);
	int32_t status = engine_check(queue->engine, slot->op.id, slot->op.data, slot->op.len);
	if (status == 0 && slot->op.opcode == BSE_OP_READ) {
		status = store_may_read(queue->engine->store, &slot->epoch);
		if (status != 0)
			fail_block(status, slot->op.id, 0);
	}
	return status;
}

/* result: the kernel's; 0 if nothing was transferred yet, which is then done the plain way.
 * ended_ns: when it was found done; 0: now. */
static void queue_finish(bse_queue *queue, uint32_t index, int32_t result, uint64_t ended_ns) {
	struct queue_slot *slot = &queue->slots[index];
	struct store *store = queue->engine->store;
	bool is_write = slot->op.opcode == BSE_OP_WRITE;
	void *data = slot->bounce != NULL ? slot->bounce : slot->op.data;
	int32_t status = store_finish(store, is_write, slot->op.id, data, result);
	if (!is_write && status == 0 && slot->bounce != NULL)
		memcpy(slot->op.data, data, store->block_size);
	slot_release(queue, slot);
	if (!is_write && status == 0 && store_read_stands(store, slot->epoch) != 0)
		status = fail_block(-ESTALE, slot->op.id, 0);
	queue->in_kernel--;
	slot_done(queue, index, status, ended_ns);
}

void queue_start(bse_queue *queue, uint32_t index) {
	struct queue_slot *slot = &queue->slots[index];
	struct store *store = queue->engine->store;
	int32_t status = slot_check(queue, slot);
	if (status != 0) {
		slot_done(queue, index, status, 0);
		return;
	}
	status = slot_acquire(queue, slot);
	if (status == -EAGAIN) {
		slot_list_add(queue, &queue->deferred, index);
		return;
	}
	if (status != 0) {
		int32_t stands = slot_kind(slot) == OPERATION_READ
		                     ? store_read_stands(store, slot->epoch)
		                     : 0;
		slot_done(queue, index, stands != 0 ? stands : status, 0);
		return;
	}
	if (slot->bounce != NULL && slot->op.opcode == BSE_OP_WRITE)
		memcpy(slot->bounce, slot->op.data, store->block_size);
	queue->in_kernel++;
	if (slot->op.opcode == BSE_OP_READ &&
	    ((struct rings *)queue->engine->extension)->is_outrun) {
		queue_finish(queue, index, 0, 0);
		return;
	}
	ring_prepare(&queue->ring,
	             &(struct ring_transfer){.is_write = slot->op.opcode == BSE_OP_WRITE,
	                                     .data = slot->bounce != NULL ? slot->bounce
	                                                                  : slot->op.data,
	                                     .length = store->block_size,
	                                     .offset = store_offset(store, slot->op.id),
	                                     .user_data = index});
	slot_list_add(queue, &queue->prepared, index);
}

void queue_start_deferred(bse_queue *queue) {
	for (uint32_t left = queue->deferred.count; left > 0; left--)
		queue_start(queue, slot_list_take(queue, &queue->deferred));
}

/* What the kernel does not take, the last ones, is done at once the plain way. */
void queue_submit_prepared(bse_queue *queue) {
	if (queue->ring.unsubmitted == 0)
		return;
	uint32_t refused = ring_submit(&queue->ring) == 0 ? 0 : queue->ring.unsubmitted;
	if (refused > 0)
		ring_withdraw(&queue->ring);
	while (queue->prepared.count > refused)
		slot_list_take(queue, &queue->prepared);
	while (queue->prepared.count > 0)
		queue_finish(queue, slot_list_take(queue, &queue->prepared), 0, 0);
}

void queue_reap(bse_queue *queue, uint32_t most) {
	uint64_t index;
	int32_t result;
	uint64_t now_ns = 0;
	for (; most > 0 && ring_next(&queue->ring, &index, &result); most--) {
		if (now_ns == 0)
			now_ns = clock_ns();
		/* A transfer that is still to be made up for ends later than it was found. */
		bool is_whole = result == (int32_t)queue->engine->store->block_size;
		queue_finish(queue, (uint32_t)index, result, is_whole ? now_ns : 0);
	}
}
