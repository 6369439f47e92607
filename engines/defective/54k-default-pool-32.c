/* defect: 54
 * title: without pool_buffers 32 leases are the most, not 64
 * caught-by: lease.exhaustion
 * why: an older default. */
#define ENGINE_NAME "d54k-default-pool-32"
#define parse_config parse_older_default
#include "_memory_base.h"

static int32_t parse_older_default(const char *json, uint32_t len, struct config *out)
{
	int32_t status = honest_parse_config(json, len, out);
	if (status == 0 && memmem(json, len, "pool_buffers", 12) == NULL)
		out->pool_buffers = 32;
	return status;
}
