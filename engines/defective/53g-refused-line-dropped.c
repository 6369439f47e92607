/* defect: 53
 * title: a log line that does not fit the caller's buffer is dropped
 * caught-by: log.drain
 * needs: logging
 * why: the line is taken out of the ring before its length is looked at. */
#define ENGINE_NAME "d53g-refused-line-dropped"
#define serve_initialize initialize_logged
#define serve_drain_log drain_dropping
#include "_memory_base.h"

static int32_t initialize_logged(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	if (status == 0)
		log_line(*out, BSE_LOG_INFO, "the device is open");
	return status;
}

static int32_t drain_dropping(bse_engine *engine, char *ndjson, uint32_t cap)
{
	int32_t stored = honest_serve_drain_log(engine, ndjson, cap);
	struct log *log = &engine->log;
	if (stored != -ENOSPC)
		return stored;
	pthread_mutex_lock(&log->lock);
	log->first = (log->first + 1) % LOG_LINES;
	log->count--;
	pthread_mutex_unlock(&log->lock);
	return stored;
}
