/* defect: 53
 * title: the log level is taken and ignored
 * caught-by: log.level
 * needs: logging
 * why: each operation logs a debug line, whatever the level. */
#define ENGINE_NAME "d53e-log-level-ignored"
#define serve_write write_logged
#include "_memory_base.h"

static int32_t write_logged(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	uint32_t level = engine->log_level;
	engine->log_level = BSE_LOG_DEBUG;
	log_line(engine, BSE_LOG_DEBUG, "write");
	engine->log_level = level;
	return honest_serve_write(engine, id, data, len);
}
