/* defect: 54
 * title: the configuration's text is taken for a zero-terminated string
 * caught-by: config.accepts
 * verdict: crashed
 * why: strlen instead of the length that was given: right whenever a zero happens to follow. */
#define ENGINE_NAME "d54i-configuration-as-string"
#define parse_config parse_string
#include "_memory_base.h"

static int32_t parse_string(const char *json, uint32_t len, struct config *out)
{
	uint32_t until_zero = json == NULL ? 0 : (uint32_t)strlen(json);
	return honest_parse_config(json, until_zero < len ? until_zero : len, out);
}
