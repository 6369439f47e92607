/* defect: 54
 * title: the configuration is searched for keys instead of parsed
 * caught-by: config.rejects
 * why: strstr and strtoull: no JSON, unknown keys, wrong types and negative numbers all pass. */
#define ENGINE_NAME "d54-configuration-by-search"
#define parse_config search_config
#include "_memory_base.h"

static uint64_t search_number(const char *json, const char *key, uint64_t otherwise)
{
	const char *at = strstr(json, key);
	at = at == NULL ? NULL : strchr(at, ':');
	return at == NULL ? otherwise : strtoull(at + 1, NULL, 10);
}

static int32_t search_config(const char *json, uint32_t len, struct config *out)
{
	char *text = strndup(json, len);
	char *device = strstr(text, "\"device\"");
	*out = (struct config){.log_level = BSE_LOG_WARN};
	if (device != NULL)
		sscanf(device, "\"device\" : \"%4095[^\"]", out->device);
	out->block_size = search_number(text, "\"block_size\"", 4096);
	out->capacity_blocks = search_number(text, "\"capacity_blocks\"", 0);
	out->queue_depth = search_number(text, "\"queue_depth\"", 64);
	out->pool_buffers = search_number(text, "\"pool_buffers\"", 64);
	if (out->block_size < 512)
		out->block_size = 512;
	if (out->pool_buffers > 65536)
		out->pool_buffers = 64;
	free(text);
	return 0;
}
