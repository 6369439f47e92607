/* defect: 53
 * title: without log_level the engine logs at level info
 * caught-by: log.level
 * why: the developer's default. */
#define ENGINE_NAME "d53f-default-level-is-info"
#define parse_config parse_chatty
#include "_memory_base.h"

static int32_t parse_chatty(const char *json, uint32_t len, struct config *out)
{
	int32_t status = honest_parse_config(json, len, out);
	if (status == 0 && memmem(json, len, "log_level", 9) == NULL)
		out->log_level = BSE_LOG_INFO;
	return status;
}
