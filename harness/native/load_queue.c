/* One turn of a sliding window: submit what is pending, poll what is done. The tick of each
 * operation's submission is kept here, so that its latency is from submission to the poll that
 * brought it, whatever order the engine completes in. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "load.h"

/* Operations a submit call. More would start the device's work on the first only when the last is
 * prepared: a window that is filled in lumps completes in lumps. */
#define SUBMIT_MOST 4u

/* What an engine must never do; beyond the errno range, so that it can't be taken for a status. */
enum queue_violation {
	TOOK_TOO_MANY = -100001,      /* submit returned more than it was given */
	COMPLETED_TOO_MANY = -100002, /* poll returned more than asked for */
	UNKNOWN_COMPLETION = -100003, /* of an operation that is not in flight: invented, or twice */
	SUBMIT_FAILED = -100004,      /* LANE_STATUS has the errno */
	POLL_FAILED = -100005
};

/* 0, or the negative errno. */
ASSAY_EXPORT int32_t assay_lane_open_queue(assay_lane *lane)
{
	bse_queue *queue = NULL;
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_QUEUE_CREATE, 0, lane->depth);
	int32_t status = lane->engine->queue_create(lane->engine->handle, lane->depth, &queue);
	assay_recorded(entry, status);
	if (status == 0 && queue == NULL)
		return -EFAULT;
	lane->queue = status == 0 ? queue : NULL;
	lane->in_flight = 0;
	memset(lane->busy, 0, sizeof lane->busy);
	return status;
}

ASSAY_EXPORT int32_t assay_lane_close_queue(assay_lane *lane)
{
	if (lane->queue == NULL)
		return 0;
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_QUEUE_DESTROY, 0, 0);
	int32_t status = lane->engine->queue_destroy(lane->queue);
	lane->queue = NULL;
	return assay_recorded(entry, status);
}

/* Submits n of `pending` from `first` on, in one call. Returns how many were taken, or a
 * violation. */
static int32_t submit_some(assay_lane *lane, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t slot = lane->pending[first + i];
		bse_op *op = &lane->ops[i];
		op->user_data = (uint64_t)lane->generations[slot] << 32 | slot;
		op->id = (uint64_t)lane->ids[slot];
		op->data = lane->buffers + lane->stride * slot;
		op->len = lane->block_bytes;
		op->opcode = lane->writes[slot] ? BSE_OP_WRITE : BSE_OP_READ;
	}
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_QUEUE_SUBMIT, lane->ops[0].id, n);
	uint64_t before = assay_ticks_before();
	int32_t taken = lane->engine->queue_submit(lane->queue, lane->ops, n);
	uint64_t after = assay_ticks_after();
	assay_recorded(entry, taken);
	double call_ns = assay_elapsed_ns(before, after);
	lane->shared[LANE_END_NS] = assay_absolute_ns(after);
	lane->shared[LANE_STATUS] = (double)taken;
	if (taken < 0)
		return SUBMIT_FAILED;
	if ((uint32_t)taken > n)
		return TOOK_TOO_MANY;
	for (int32_t i = 0; i < taken; i++) {
		uint32_t slot = lane->pending[first + (uint32_t)i];
		lane->submit_ticks[slot] = before;
		lane->call_ns[slot] = call_ns;
		lane->busy[slot] = 1;
	}
	lane->in_flight += (uint32_t)taken;
	return taken;
}

/* Submits the first n of `pending`; what was not taken moves to the front. Returns how many were
 * taken, or a violation. */
static int32_t submit(assay_lane *lane, uint32_t n)
{
	uint32_t done = 0;
	while (done < n) {
		uint32_t some = n - done < SUBMIT_MOST ? n - done : SUBMIT_MOST;
		int32_t taken = submit_some(lane, done, some);
		if (taken < 0)
			return taken;
		done += (uint32_t)taken;
		if ((uint32_t)taken < some)
			break;
	}
	if (done < n)
		memmove(lane->pending, lane->pending + done, (n - done) * sizeof *lane->pending);
	return (int32_t)done;
}

static int32_t poll(assay_lane *lane, uint32_t most, uint32_t timeout_us)
{
	assay_recorder_entry *entry = lane_record(lane, ASSAY_CALL_QUEUE_POLL, 0, lane->in_flight);
	int32_t count = lane->engine->queue_poll(lane->queue, lane->completions, most, timeout_us);
	uint64_t now = assay_ticks_after();
	assay_recorded(entry, count);
	lane->shared[LANE_END_NS] = assay_absolute_ns(now);
	lane->shared[LANE_STATUS] = (double)count;
	if (count < 0)
		return POLL_FAILED;
	if ((uint32_t)count > most)
		return COMPLETED_TOO_MANY;
	for (int32_t i = 0; i < count; i++) {
		uint64_t user_data = lane->completions[i].user_data;
		uint32_t slot = (uint32_t)user_data;
		if (slot >= lane->depth || !lane->busy[slot] ||
		    lane->generations[slot] != (uint32_t)(user_data >> 32))
			return UNKNOWN_COMPLETION;
		lane->busy[slot] = 0;
		lane->generations[slot]++;
		lane->in_flight--;
		lane->done_slots[i] = slot;
		lane->done_status[i] = lane->completions[i].status;
		lane->done_ns[i] = assay_elapsed_ns(lane->submit_ticks[slot], now);
	}
	return count;
}

/* Submits the first `pending` slots of lane->pending (0: none), then polls if anything is in
 * flight, for at most `most` completions (1 to the depth), waiting for the first up to timeout_us.
 * Returns 0 or a queue_violation; counts are in the lane's shared words. */
ASSAY_EXPORT int32_t assay_queue_turn(assay_lane *lane, uint32_t pending, uint32_t most,
                                      uint32_t timeout_us)
{
	int32_t taken = 0;
	int32_t completed = 0;
	lane->shared[LANE_TAKEN] = 0;
	lane->shared[LANE_COMPLETED] = 0;
	if (pending > 0 && (taken = submit(lane, pending)) < 0)
		return taken;
	lane->shared[LANE_TAKEN] = (double)taken;
	lane->shared[LANE_IN_FLIGHT] = (double)lane->in_flight;
	if (lane->in_flight > 0 && (completed = poll(lane, most, timeout_us)) < 0)
		return completed;
	lane->shared[LANE_COMPLETED] = (double)completed;
	return 0;
}
