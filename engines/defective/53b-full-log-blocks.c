/* defect: 53
 * title: a full log stops all operations until it is drained
 * caught-by: log.full log.drain
 * needs: logging
 * verdict: hung
 * why: no line may be lost, so the writer of the line waits. */
#define ENGINE_NAME "d53b-full-log-blocks"
#define log_line log_waiting
#define serve_write write_logged
#define serve_read read_logged
#include "_memory_base.h"

static void log_waiting(bse_engine *engine, uint32_t level, const char *message)
{
	while (level <= engine->log_level && engine->log.count == LOG_LINES)
		usleep(1000);
	honest_log_line(engine, level, message);
}

static int32_t write_logged(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	log_line(engine, BSE_LOG_DEBUG, "write");
	return honest_serve_write(engine, id, data, len);
}

static int32_t read_logged(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	log_line(engine, BSE_LOG_DEBUG, "read");
	return honest_serve_read(engine, id, buf, len);
}
