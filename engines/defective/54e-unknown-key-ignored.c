/* defect: 54
 * title: a key that nobody knows is ignored
 * caught-by: config.rejects
 * why: lenient parsers hide the misspelt "blocksize" of the one who wonders why. */
#define ENGINE_NAME "d54e-unknown-key-ignored"
#define parse_config parse_leniently
#include "_memory_base.h"

/* Takes the unknown key's member out of the text and tries again. */
static int32_t parse_leniently(const char *json, uint32_t len, struct config *out)
{
	static const char *const known[] = {"device",       "block_size", "capacity_blocks", "queue_depth",
	                                    "pool_buffers", "standby",    "log_level"};
	int32_t status = honest_parse_config(json, len, out);
	char key[64];
	if (status == 0 || sscanf(last_error_text, "\"%63[^\"]\" is unknown", key) != 1)
		return status;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(key, known[i]) == 0)
			return status;
	char *text = strndup(json, len), quoted[80];
	snprintf(quoted, sizeof quoted, "\"%s\"", key);
	char *from = strstr(text, quoted), *to = from == NULL ? NULL : strpbrk(from, ",}");
	if (to != NULL && *to == ',')
		memmove(from, to + 1, strlen(to + 1) + 1);
	else if (to != NULL) {
		while (from > text && *--from != ',' && *from != '{')
			;
		memmove(*from == '{' ? from + 1 : from, to, strlen(to) + 1);
	}
	if (to != NULL)
		status = parse_leniently(text, (uint32_t)strlen(text), out);
	free(text);
	return status;
}
