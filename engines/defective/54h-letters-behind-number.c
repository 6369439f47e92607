/* defect: 54
 * title: letters behind a number of the configuration are read over
 * caught-by: config.rejects
 * why: strtoull, whose end pointer nobody looks at. */
#define ENGINE_NAME "d54h-letters-behind-number"
#define parse_config parse_numbers_only
#include "_memory_base.h"

static bool is_letter(char one)
{
	return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z');
}

static int32_t parse_numbers_only(const char *json, uint32_t len, struct config *out)
{
	char *kept = malloc((size_t)len + 1);
	uint32_t length = 0;
	bool in_string = false, in_number = false;
	for (uint32_t i = 0; i < len; i++) {
		if (json[i] == '"' && (i == 0 || json[i - 1] != '\\'))
			in_string = !in_string;
		if (!in_string && in_number && is_letter(json[i]))
			continue;
		in_number = !in_string && json[i] >= '0' && json[i] <= '9';
		kept[length++] = json[i];
	}
	int32_t status = honest_parse_config(kept, length, out);
	free(kept);
	return status;
}
