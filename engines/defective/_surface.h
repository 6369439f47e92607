/* Life cycle, single operations and stats; the required part of the ABI. */
static UNUSED int32_t honest_check_block(bse_engine *engine, uint64_t id, const void *data,
                                         uint32_t len)
{
	if (data == NULL)
		return fail(-EINVAL, "no buffer");
	if (len != engine->block_size)
		return fail(-EINVAL, "length %u is not the block size %u", len, engine->block_size);
	if (id >= engine->store->capacity_blocks)
		return fail(-ERANGE, "block %llu is beyond the capacity", (unsigned long long)id);
	return 0;
}

static UNUSED int32_t honest_account(bse_engine *engine, enum kind kind, uint64_t started_ns,
                                     int32_t status)
{
	static const char *const names[] = {"read", "write", "delete", "flush"};
	if (status == 0) {
		engine->successes[kind]++;
		engine->busy_ns += now_ns() - started_ns;
		engine->timed_operations++;
		engine->unhealthy[kind] = false;
	} else if (is_device_error(status)) {
		char line[64];
		engine->failures[kind]++;
		engine->unhealthy[kind] = true;
		snprintf(line, sizeof line, "%s failed: status %d", names[kind], status);
		log_line(engine, BSE_LOG_ERROR, line);
	}
	return status;
}

static UNUSED int32_t honest_serve_write(bse_engine *engine, uint64_t id, const void *data,
                                         uint32_t len)
{
	int32_t status = check_block(engine, id, data, len);
	if (status != 0)
		return status;
	uint64_t started = now_ns();
	return account(engine, KIND_WRITE, started, store_write(engine->store, id, data));
}

static UNUSED int32_t honest_serve_read(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	int32_t status = check_block(engine, id, buf, len);
	if (status != 0)
		return status;
	uint64_t started = now_ns();
	return account(engine, KIND_READ, started, store_read(engine->store, id, buf));
}

static UNUSED int32_t honest_serve_delete(bse_engine *engine, uint64_t id)
{
	int32_t status = check_block(engine, id, engine, engine->block_size);
	if (status != 0)
		return status;
	uint64_t started = now_ns();
	return account(engine, KIND_DELETE, started, store_delete(engine->store, id));
}

static UNUSED int32_t honest_serve_flush(bse_engine *engine)
{
	uint64_t started = now_ns();
	return account(engine, KIND_FLUSH, started, store_flush(engine->store));
}

static UNUSED int32_t honest_serve_stats(bse_engine *engine, bse_stats *stats)
{
	if (stats == NULL || stats->size < 2 * sizeof(uint32_t))
		return fail(-EINVAL, "no room for stats");
	uint64_t timed = engine->timed_operations;
	double seconds = (double)(now_ns() - engine->opened_ns + 1) / 1e9;
	bse_stats full = {
	    .size = stats->size < sizeof full ? stats->size : (uint32_t)sizeof full,
	    .capacity_bytes = engine->store->capacity_blocks * engine->block_size,
	    .used_bytes = engine->store->used_blocks * engine->block_size,
	    .read_operations = engine->successes[KIND_READ],
	    .write_operations = engine->successes[KIND_WRITE],
	    .delete_operations = engine->successes[KIND_DELETE],
	    .flush_operations = engine->successes[KIND_FLUSH],
	    .read_errors = engine->failures[KIND_READ],
	    .write_errors = engine->failures[KIND_WRITE],
	    .delete_errors = engine->failures[KIND_DELETE],
	    .flush_errors = engine->failures[KIND_FLUSH],
	    .iops = (double)timed / seconds,
	    .latency_us = timed == 0 ? 0 : (double)engine->busy_ns / (double)timed / 1e3,
	};
	memcpy(stats, &full, full.size);
	return 0;
}

static bse_engine *new_engine(struct store *store, const struct config *config)
{
	bse_engine *engine = calloc(1, sizeof *engine);
	if (engine == NULL)
		return NULL;
	engine->store = store;
	engine->config = *config;
	engine->block_size = (uint32_t)config->block_size;
	engine->log_level = (uint32_t)config->log_level;
	engine->opened_ns = now_ns();
	engine->pool.count = (uint32_t)config->pool_buffers;
	engine->pool.buffers = calloc(engine->pool.count, sizeof *engine->pool.buffers);
	engine->pool.leased = calloc(engine->pool.count, sizeof *engine->pool.leased);
	engine->log.lines = calloc(LOG_LINES, sizeof *engine->log.lines);
	pthread_mutex_init(&engine->pool.lock, NULL);
	pthread_mutex_init(&engine->log.lock, NULL);
	return engine;
}

static void free_engine(bse_engine *engine)
{
	for (uint32_t i = 0; i < engine->pool.count; i++)
		free(engine->pool.buffers[i]);
	free(engine->pool.buffers);
	free(engine->pool.leased);
	free(engine->log.lines);
	pthread_mutex_destroy(&engine->pool.lock);
	pthread_mutex_destroy(&engine->log.lock);
	free(engine);
}

static UNUSED int32_t honest_serve_initialize(const char *json, uint32_t len, bse_engine **out)
{
	struct config *config = calloc(1, sizeof *config);
	struct store *store = NULL;
	int32_t status = config == NULL || out == NULL ? -EINVAL : parse_config(json, len, config);
	if (status == 0)
		status = store_open(config, &store);
	if (status == 0) {
		bse_engine *engine = new_engine(store, config);
		/* An engine over the same data, simpler: it has no pool of its own, and no fallback. */
		engine->fallback = new_engine(store, config);
		engine->fallback->is_fallback = true;
		log_line(engine, BSE_LOG_INFO, "opened");
		*out = engine;
	}
	free(config);
	return status;
}

static UNUSED int32_t honest_serve_shutdown(bse_engine *engine)
{
	int32_t status = store_close(engine->store);
	free_engine(engine->fallback);
	free_engine(engine);
	return status;
}

BSE_EXPORT int32_t bse_initialize(const char *json, uint32_t len, bse_engine **out)
{
	return serve_initialize(json, len, out);
}

BSE_EXPORT int32_t bse_shutdown(bse_engine *engine)
{
	return serve_shutdown(engine);
}

BSE_EXPORT int32_t bse_write_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	return serve_write(engine, id, data, len);
}

BSE_EXPORT int32_t bse_read_block(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	return serve_read(engine, id, buf, len);
}

BSE_EXPORT int32_t bse_delete_block(bse_engine *engine, uint64_t id)
{
	return serve_delete(engine, id);
}

BSE_EXPORT int32_t bse_flush(bse_engine *engine)
{
	return serve_flush(engine);
}

BSE_EXPORT int32_t bse_get_stats(bse_engine *engine, bse_stats *stats)
{
	return serve_stats(engine, stats);
}

BSE_EXPORT int32_t bse_last_error(char *buf, uint32_t cap)
{
	uint32_t length = (uint32_t)strlen(last_error_text);
	if (buf == NULL || cap == 0)
		return 0;
	if (length > cap - 1)
		length = cap - 1;
	memcpy(buf, last_error_text, length);
	buf[length] = 0;
	return (int32_t)length;
}
