/* defect: 54
 * title: a bad configuration is refused without a word
 * caught-by: config.rejects
 * why: -EINVAL alone: bse_last_error names no key. */
#define ENGINE_NAME "d54c-refusal-without-reason"
#define parse_config parse_silently
#include "_memory_base.h"

static int32_t parse_silently(const char *json, uint32_t len, struct config *out)
{
	int32_t status = honest_parse_config(json, len, out);
	last_error_text[0] = 0;
	return status;
}
