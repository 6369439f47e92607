/* defect: 54
 * title: without queue_depth a queue may be 32 deep, not 64
 * caught-by: queue.life-cycle
 * why: an older default. */
#define ENGINE_NAME "d54j-default-depth-32"
#define parse_config parse_older_default
#include "_memory_base.h"

static int32_t parse_older_default(const char *json, uint32_t len, struct config *out)
{
	int32_t status = honest_parse_config(json, len, out);
	if (status == 0 && memmem(json, len, "queue_depth", 11) == NULL)
		out->queue_depth = 32;
	return status;
}
