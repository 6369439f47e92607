/* The memory base with another default: DEFAULT_VALUE where the configuration lacks DEFAULT_KEY. */
#define parse_config parse_other_default
#include "_memory_base.h"

#define TEXT_OF(name) #name
#define TEXT_OF_MACRO(name) TEXT_OF(name)

static int32_t parse_other_default(const char *json, uint32_t len, struct config *out)
{
	static const char key[] = TEXT_OF_MACRO(DEFAULT_KEY);
	int32_t status = honest_parse_config(json, len, out);
	if (status == 0 && memmem(json, len, key, sizeof key - 1) == NULL)
		out->DEFAULT_KEY = DEFAULT_VALUE;
	return status;
}
