/* What _worker_base.h exports of the queue, and batches over a worker of the engine's own. */
static int32_t initialize_with_batches(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	if (status != 0)
		return status;
	bse_engine *engine = *out;
	for (int both = 0; both < 2; both++, engine = engine->fallback) {
		pthread_mutex_init(&engine->batch_lock, NULL);
		engine->batches = start_worker(engine, 64);
		engine->batches->of_batches = true;
	}
	return 0;
}

static int32_t shutdown_with_batches(bse_engine *engine)
{
	end_worker(engine->batches);
	end_worker(engine->fallback->batches);
	return honest_serve_shutdown(engine);
}

static int32_t batch_through_worker(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint32_t sent = 0, opcode = kind == KIND_READ ? BSE_OP_READ : BSE_OP_WRITE;
	pthread_mutex_lock(&engine->batch_lock);
	for (uint32_t done = 0; done < n;) {
		for (bool fits = true; fits && sent < n; sent += fits) {
			bse_op op = {sent, items[sent].id, items[sent].data, items[sent].len, opcode};
			fits = honest_submit_to(engine->batches, &op, 1) == 1;
		}
		bse_completion some[64];
		int32_t polled = honest_poll_from(engine->batches, some, 64, 1000000);
		for (int32_t i = 0; i < polled; i++, done++)
			items[some[i].user_data].status = some[i].status;
	}
	pthread_mutex_unlock(&engine->batch_lock);
	for (uint32_t i = 0; i < n; i++)
		if (items[i].status != 0)
			return items[i].status;
	return 0;
}

BSE_EXPORT int32_t bse_queue_create(bse_engine *engine, uint32_t depth, bse_queue **out)
{
	if (depth == 0 || depth > engine->config.queue_depth)
		return fail(-EINVAL, "a queue of depth %u", depth);
	*out = (bse_queue *)start_worker(engine, depth);
	return 0;
}

BSE_EXPORT int32_t bse_queue_submit(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	return submit_to((struct worker *)queue, ops, n);
}

BSE_EXPORT int32_t bse_queue_poll(bse_queue *queue, bse_completion *out, uint32_t max,
                                  uint32_t timeout_us)
{
	return poll_from((struct worker *)queue, out, max, timeout_us);
}

BSE_EXPORT int32_t bse_queue_destroy(bse_queue *queue)
{
	end_worker((struct worker *)queue);
	return 0;
}
