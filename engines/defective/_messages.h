/* Health, metrics, log and fallback. */
static UNUSED void honest_log_line(bse_engine *engine, uint32_t level, const char *message)
{
	static const char *const names[] = {"error", "warn", "info", "debug"};
	struct log *log = &engine->log;
	if (level > engine->log_level)
		return;
	pthread_mutex_lock(&log->lock);
	if (log->count == LOG_LINES) { /* the oldest line makes room */
		log->first = (log->first + 1) % LOG_LINES;
		log->count--;
	}
	char *line = log->lines[(log->first + log->count++) % LOG_LINES];
	snprintf(line, LOG_LINE_BYTES, "{\"level\":\"%s\",\"message\":\"%.200s\"}\n", names[level],
	         message);
	pthread_mutex_unlock(&log->lock);
}

static UNUSED int32_t honest_serve_drain_log(bse_engine *engine, char *ndjson, uint32_t cap)
{
	struct log *log = &engine->log;
	uint32_t stored = 0;
	pthread_mutex_lock(&log->lock);
	while (log->count > 0) {
		const char *line = log->lines[log->first];
		uint32_t length = (uint32_t)strlen(line);
		if (stored + length > cap)
			break;
		memcpy(ndjson + stored, line, length);
		stored += length;
		log->first = (log->first + 1) % LOG_LINES;
		log->count--;
	}
	bool stuck = stored == 0 && log->count > 0;
	pthread_mutex_unlock(&log->lock);
	return stuck ? fail(-ENOSPC, "the next log line is longer than %u", cap) : (int32_t)stored;
}

static UNUSED int32_t honest_serve_check_health(bse_engine *engine, char *reason, uint32_t cap)
{
	static const char *const names[] = {"read", "write", "delete", "flush"};
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (!engine->unhealthy[kind])
			continue;
		if (reason != NULL && cap > 0)
			snprintf(reason, cap, "the last %s failed on the device", names[kind]);
		return 0;
	}
	if (reason != NULL && cap > 0)
		snprintf(reason, cap, "healthy");
	return 1;
}

static UNUSED int32_t honest_serve_metrics(bse_engine *engine, char *json, uint32_t cap)
{
	double seconds = (double)(now_ns() - engine->opened_ns + 1) / 1e9;
	uint64_t timed = engine->timed_operations;
	char text[256];
	int length = snprintf(
	    text, sizeof text,
	    "{\"read_iops\":%.3f,\"write_iops\":%.3f,\"avg_latency\":%.3f,\"queue_depth\":%llu}",
	    (double)engine->successes[KIND_READ] / seconds,
	    (double)engine->successes[KIND_WRITE] / seconds,
	    timed == 0 ? 0 : (double)engine->busy_ns / (double)timed / 1e3,
	    (unsigned long long)engine->in_flight);
	if (json == NULL || (uint32_t)length >= cap)
		return fail(-ENOSPC, "metrics need %d bytes", length + 1);
	memcpy(json, text, (size_t)length + 1);
	return length;
}

static UNUSED int32_t honest_serve_fallback(bse_engine *engine, bse_engine **out)
{
	if (engine->is_fallback)
		return fail(-ENOENT, "the fallback engine has no fallback");
	*out = engine->fallback;
	return 0;
}

#if (ENGINE_EXPORTS) & BSE_CAPABILITY_HEALTH
BSE_EXPORT int32_t bse_check_health(bse_engine *engine, char *reason, uint32_t cap)
{
	return serve_check_health(engine, reason, cap);
}
#endif

#if (ENGINE_EXPORTS) & BSE_CAPABILITY_METRICS
BSE_EXPORT int32_t bse_collect_metrics(bse_engine *engine, char *json, uint32_t cap)
{
	return serve_metrics(engine, json, cap);
}
#endif

#if (ENGINE_EXPORTS) & BSE_CAPABILITY_LOGGING
BSE_EXPORT int32_t bse_drain_log(bse_engine *engine, char *ndjson, uint32_t cap)
{
	return serve_drain_log(engine, ndjson, cap);
}

BSE_EXPORT int32_t bse_set_log_level(bse_engine *engine, uint32_t level)
{
	if (level > BSE_LOG_DEBUG)
		return fail(-EINVAL, "unknown log level %u", level);
	engine->log_level = level;
	return 0;
}
#endif

#if (ENGINE_EXPORTS) & BSE_CAPABILITY_FALLBACK
BSE_EXPORT int32_t bse_get_fallback_engine(bse_engine *engine, bse_engine **out)
{
	return serve_fallback(engine, out);
}
#endif
