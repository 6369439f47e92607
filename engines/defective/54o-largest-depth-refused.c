/* defect: 54
 * title: the largest queue_depth is out of range
 * caught-by: config.accepts
 * why: >= where > was meant. */
#define ENGINE_NAME "d54o-largest-depth-refused"
#define parse_config parse_below_largest
#include "_memory_base.h"

static int32_t parse_below_largest(const char *json, uint32_t len, struct config *out)
{
	int32_t status = honest_parse_config(json, len, out);
	if (status == 0 && out->queue_depth >= 4096)
		return fail(-EINVAL, "\"queue_depth\" is out of range");
	return status;
}
