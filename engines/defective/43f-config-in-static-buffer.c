/* defect: 43
 * title: the configuration is parsed in one buffer of the library
 * caught-by: concurrency.open-at-once
 * attempts: 5
 * verdict: fail crashed
 * why: a zero behind the text makes parsing simple, and a host opens its engines one by one. */
#define ENGINE_NAME "d43f-config-in-static-buffer"
#define parse_config parse_in_buffer
#include "_memory_base.h"

static char text[8192];

static int32_t parse_in_buffer(const char *json, uint32_t len, struct config *out)
{
	if (json == NULL || len >= sizeof text)
		return honest_parse_config(json, len, out);
	memcpy(text, json, len);
	text[len] = 0;
	return honest_parse_config(text, (uint32_t)strlen(text), out);
}
