/* defect: 54
 * title: the device's path is cut to 255 bytes
 * caught-by: config.accepts
 * why: a fixed array, and snprintf is safe. */
#define ENGINE_NAME "d54l-device-path-cut"
#define parse_config parse_cutting
#include "_memory_base.h"

static int32_t parse_cutting(const char *json, uint32_t len, struct config *out)
{
	int32_t status = honest_parse_config(json, len, out);
	if (status == 0)
		out->device[255] = 0;
	return status;
}
