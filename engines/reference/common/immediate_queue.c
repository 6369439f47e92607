/* SPDX-License-Identifier: MIT
 *
 * A queue whose operations are done when they are submitted; completions wait in a ring. Used by
 * the engines that have no asynchronous device behind them. The engine brings bse_write_block,
 * bse_read_block and a queue_depth member. */

struct bse_queue {
	bse_engine *engine;
	uint32_t depth;
	uint32_t first, count; /* completions not polled yet */
	bse_completion ring[];
};

int32_t bse_queue_create(bse_engine *engine, uint32_t depth, bse_queue **out) {
	if (out == NULL || depth == 0 || depth > engine->queue_depth)
		return fail(-EINVAL, "queue depth %u is not in 1..%u (config key \"queue_depth\")", depth,
		            engine->queue_depth);
	bse_queue *queue = calloc(1, sizeof *queue + depth * sizeof queue->ring[0]);
	if (queue == NULL)
		return fail(-ENOMEM, "no memory for a queue of depth %u", depth);
	queue->engine = engine;
	queue->depth = depth;
	*out = queue;
	return 0;
}

static int32_t queue_run(bse_engine *engine, const bse_op *op) {
	switch (op->opcode) {
	case BSE_OP_READ:
		return bse_read_block(engine, op->id, op->data, op->len);
	case BSE_OP_WRITE:
		return bse_write_block(engine, op->id, op->data, op->len);
	default:
		return fail(-EINVAL, "opcode %u is unknown", op->opcode);
	}
}

int32_t bse_queue_submit(bse_queue *queue, const bse_op *ops, uint32_t n) {
	uint32_t taken = 0;
	if (queue == NULL || (ops == NULL && n > 0))
		return fail(-EINVAL, "queue or ops is NULL");
	for (; taken < n && queue->count < queue->depth; taken++) {
		uint32_t at = queue->first + queue->count++;
		bse_completion *completion = &queue->ring[at < queue->depth ? at : at - queue->depth];
		completion->user_data = ops[taken].user_data;
		completion->status = queue_run(queue->engine, &ops[taken]);
		completion->reserved = 0;
	}
	return (int32_t)taken;
}

int32_t bse_queue_poll(bse_queue *queue, bse_completion *out, uint32_t max, uint32_t timeout_us) {
	uint32_t stored = 0;
	(void)timeout_us; /* nothing is ever in flight */
	if (queue == NULL || (out == NULL && max > 0))
		return fail(-EINVAL, "queue or out is NULL");
	for (; stored < max && queue->count > 0; stored++, queue->count--) {
		out[stored] = queue->ring[queue->first];
		queue->first = queue->first + 1 == queue->depth ? 0 : queue->first + 1;
	}
	return (int32_t)stored;
}

int32_t bse_queue_destroy(bse_queue *queue) {
	if (queue == NULL)
		return fail(-EINVAL, "the queue is NULL");
	free(queue);
	return 0;
}
