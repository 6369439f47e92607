/* Batches and queues: each item is one single operation, in order. */
static UNUSED int32_t serve_item(bse_engine *engine, enum kind kind, uint64_t id, void *data,
                                 uint32_t len)
{
	if (kind == KIND_READ)
		return serve_read(engine, id, data, len);
	return serve_write(engine, id, data, len);
}

static UNUSED int32_t honest_serve_batch(bse_engine *engine, enum kind kind, bse_io *items,
                                         uint32_t n)
{
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		items[i].status = serve_item(engine, kind, items[i].id, items[i].data, items[i].len);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}

#if (ENGINE_EXPORTS) & BSE_CAPABILITY_BATCH
BSE_EXPORT int32_t bse_write_batch(bse_engine *engine, bse_io *items, uint32_t n)
{
	return serve_batch(engine, KIND_WRITE, items, n);
}

BSE_EXPORT int32_t bse_read_batch(bse_engine *engine, bse_io *items, uint32_t n)
{
	return serve_batch(engine, KIND_READ, items, n);
}
#endif

/* Operations run when they are submitted, and are in flight until their completion is polled. */
struct bse_queue {
	bse_engine *engine;
	uint32_t depth;
	uint32_t first;
	uint32_t count;
	bse_completion *completions;
};

/* Served when it is submitted; its completion waits for the poll. */
static UNUSED bse_completion serve_op(bse_queue *queue, const bse_op *op)
{
	int32_t status = fail(-EINVAL, "unknown opcode %u", op->opcode);
	queue->engine->in_flight++;
	if (op->opcode == BSE_OP_READ)
		status = serve_read(queue->engine, op->id, op->data, op->len);
	else if (op->opcode == BSE_OP_WRITE)
		status = serve_write(queue->engine, op->id, op->data, op->len);
	return (bse_completion){op->user_data, status, 0};
}

static UNUSED int32_t honest_serve_submit(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	uint32_t taken = 0;
	for (; taken < n && queue->count < queue->depth; taken++) {
		uint32_t at = (queue->first + queue->count++) % queue->depth;
		queue->completions[at] = serve_op(queue, &ops[taken]);
	}
	return (int32_t)taken;
}

static UNUSED int32_t honest_serve_poll(bse_queue *queue, bse_completion *out, uint32_t max,
                                        uint32_t timeout_us)
{
	uint32_t stored = 0;
	(void)timeout_us; /* what is in flight has completed already: there is nothing to wait for */
	for (; stored < max && queue->count > 0; stored++) {
		out[stored] = queue->completions[queue->first];
		queue->first = (queue->first + 1) % queue->depth;
		queue->count--;
		queue->engine->in_flight--;
	}
	return (int32_t)stored;
}

#if (ENGINE_EXPORTS) & BSE_CAPABILITY_QUEUE
BSE_EXPORT int32_t bse_queue_create(bse_engine *engine, uint32_t depth, bse_queue **out)
{
	if (depth == 0 || depth > engine->config.queue_depth)
		return fail(-EINVAL, "a queue of depth %u", depth);
	bse_queue *queue = calloc(1, sizeof *queue);
	queue->engine = engine;
	queue->depth = depth;
	queue->completions = calloc(depth, sizeof *queue->completions);
	*out = queue;
	return 0;
}

BSE_EXPORT int32_t bse_queue_submit(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	return serve_submit(queue, ops, n);
}

BSE_EXPORT int32_t bse_queue_poll(bse_queue *queue, bse_completion *out, uint32_t max,
                                  uint32_t timeout_us)
{
	return serve_poll(queue, out, max, timeout_us);
}

BSE_EXPORT int32_t bse_queue_destroy(bse_queue *queue)
{
	queue->engine->in_flight -= queue->count;
	free(queue->completions);
	free(queue);
	return 0;
}
#endif
