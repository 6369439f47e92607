/* defect: 53
 * title: a log line that does not fit the buffer is cut in two
 * caught-by: log.drain
 * needs: logging
 * why: bytes are handed out, not lines. */
#define ENGINE_NAME "d53c-log-lines-cut"
#define ENGINE_FIELDS uint32_t offset;
#define serve_drain_log drain_bytes
#define serve_write write_logged
#include "_memory_base.h"

static int32_t write_logged(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	log_line(engine, BSE_LOG_DEBUG, "write");
	return honest_serve_write(engine, id, data, len);
}

static int32_t drain_bytes(bse_engine *engine, char *ndjson, uint32_t cap)
{
	struct log *log = &engine->log;
	uint32_t stored = 0;
	pthread_mutex_lock(&log->lock);
	while (log->count > 0 && stored < cap) {
		const char *rest = log->lines[log->first] + engine->offset;
		uint32_t length = (uint32_t)strlen(rest);
		uint32_t part = length < cap - stored ? length : cap - stored;
		memcpy(ndjson + stored, rest, part);
		stored += part;
		engine->offset += part;
		if (part < length)
			break;
		engine->offset = 0;
		log->first = (log->first + 1) % LOG_LINES;
		log->count--;
	}
	pthread_mutex_unlock(&log->lock);
	return (int32_t)stored;
}
