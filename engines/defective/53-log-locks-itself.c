/* defect: 53
 * title: draining the log at level debug logs the drain, and waits for its own lock
 * caught-by: log.drain
 * needs: logging
 * verdict: hung
 * why: logger re-entrancy: a debug line inside the critical section. */
#define ENGINE_NAME "d53-log-locks-itself"
#define serve_drain_log drain_and_log
#include "_memory_base.h"

static int32_t drain_and_log(bse_engine *engine, char *ndjson, uint32_t cap)
{
	if (engine->log_level < BSE_LOG_DEBUG)
		return honest_serve_drain_log(engine, ndjson, cap);
	pthread_mutex_lock(&engine->log.lock);
	log_line(engine, BSE_LOG_DEBUG, "log drained");
	pthread_mutex_unlock(&engine->log.lock);
	return honest_serve_drain_log(engine, ndjson, cap);
}
