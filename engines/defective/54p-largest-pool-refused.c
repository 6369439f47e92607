/* defect: 54
 * title: the largest pool_buffers is out of range
 * caught-by: config.accepts
 * why: >= where > was meant. */
#define ENGINE_NAME "d54p-largest-pool-refused"
#define parse_config parse_below_largest
#include "_memory_base.h"

static int32_t parse_below_largest(const char *json, uint32_t len, struct config *out)
{
	int32_t status = honest_parse_config(json, len, out);
	if (status == 0 && out->pool_buffers >= 65536)
		return fail(-EINVAL, "\"pool_buffers\" is out of range");
	return status;
}
