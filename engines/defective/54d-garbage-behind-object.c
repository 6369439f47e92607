/* defect: 54
 * title: what follows the configuration's object is ignored
 * caught-by: config.rejects
 * why: parsing stops at the closing brace. */
#define ENGINE_NAME "d54d-garbage-behind-object"
#define parse_config parse_to_brace
#include "_memory_base.h"

static int32_t parse_to_brace(const char *json, uint32_t len, struct config *out)
{
	const char *brace = memchr(json, '}', len);
	return honest_parse_config(json, brace == NULL ? len : (uint32_t)(brace - json) + 1, out);
}
