/* defect: 54
 * title: a configuration with \u escapes is refused
 * caught-by: config.accepts
 * why: a parser of its own that knows half of JSON's strings. */
#define ENGINE_NAME "d54n-escapes-refused"
#define parse_config parse_plain
#include "_memory_base.h"

static int32_t parse_plain(const char *json, uint32_t len, struct config *out)
{
	if (json != NULL && memmem(json, len, "\\u", 2) != NULL)
		return fail(-EINVAL, "\"device\" has an escape");
	return honest_parse_config(json, len, out);
}
