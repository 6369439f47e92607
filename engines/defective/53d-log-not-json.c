/* defect: 53
 * title: log lines quote the device's path without escaping it
 * caught-by: log.drain
 * needs: logging
 * why: JSON by printf: a message with quotes in it is no JSON. */
#define ENGINE_NAME "d53d-log-not-json"
#define serve_write write_logged
#include "_memory_base.h"

static int32_t write_logged(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	char line[128];
	snprintf(line, sizeof line, "write of block %llu to \"%.60s\"", (unsigned long long)id,
	         engine->config.device);
	log_line(engine, BSE_LOG_DEBUG, line);
	return honest_serve_write(engine, id, data, len);
}
