/* The configuration: one flat JSON object, read strictly. What is not understood is refused. */
struct cursor {
	const char *at;
	const char *end;
};

static void skip_space(struct cursor *c)
{
	while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\n' || *c->at == '\r'))
		c->at++;
}

static bool take(struct cursor *c, char wanted)
{
	skip_space(c);
	if (c->at >= c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

/* Four hexadecimal digits, or -1. */
static int32_t take_hex(struct cursor *c)
{
	int32_t value = 0;
	if (c->end - c->at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char digit = *c->at++;
		if (digit >= '0' && digit <= '9')
			value = value * 16 + digit - '0';
		else if ((digit | 32) >= 'a' && (digit | 32) <= 'f')
			value = value * 16 + (digit | 32) - 'a' + 10;
		else
			return -1;
	}
	return value;
}

/* Appends a code point as UTF-8. Returns its bytes, 0 for one that has none. */
static uint32_t put_utf8(char *out, int32_t point)
{
	if (point <= 0)
		return 0;
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	uint32_t bytes = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const int lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (uint32_t i = bytes; i-- > 1; point >>= 6)
		out[i] = (char)(0x80 | (point & 0x3F));
	out[0] = (char)(lead[bytes] | point);
	return bytes;
}

static int32_t take_escape(struct cursor *c)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	if (c->at >= c->end)
		return -1;
	char name = *c->at++;
	if (name != 'u') {
		const char *found = name == 0 ? NULL : strchr(names, name);
		return found == NULL ? -1 : values[found - names];
	}
	int32_t point = take_hex(c);
	if (point < 0xD800 || point > 0xDFFF)
		return point;
	if (point > 0xDBFF || c->end - c->at < 6 || c->at[0] != '\\' || c->at[1] != 'u')
		return -1;
	c->at += 2;
	int32_t low = take_hex(c);
	return low < 0xDC00 || low > 0xDFFF ? -1 : 0x10000 + ((point - 0xD800) << 10) + low - 0xDC00;
}

static bool take_string(struct cursor *c, char *out, uint32_t cap)
{
	uint32_t length = 0;
	if (!take(c, '"'))
		return false;
	while (c->at < c->end && *c->at != '"') {
		if ((unsigned char)*c->at < 0x20 || length + 5 > cap)
			return false;
		if (*c->at != '\\') {
			out[length++] = *c->at++;
			continue;
		}
		c->at++;
		uint32_t bytes = put_utf8(out + length, take_escape(c));
		if (bytes == 0)
			return false;
		length += bytes;
	}
	out[length] = 0;
	return c->at < c->end && *c->at++ == '"';
}

/* An integer without fraction or exponent in [min, max]. */
static bool take_number(struct cursor *c, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;
	skip_space(c);
	const char *start = c->at;
	while (c->at < c->end && *c->at >= '0' && *c->at <= '9' && value <= max)
		value = value * 10 + (uint64_t)(*c->at++ - '0');
	bool ends = c->at >= c->end || strchr(" \t\r\n,}", *c->at) != NULL;
	if (c->at == start || (*start == '0' && c->at - start > 1) || !ends)
		return false;
	*out = value;
	return value >= min && value <= max;
}

static bool take_bool(struct cursor *c, bool *out)
{
	skip_space(c);
	for (int value = 0; value < 2; value++) {
		const char *word = value ? "true" : "false";
		size_t length = strlen(word);
		if ((size_t)(c->end - c->at) >= length && memcmp(c->at, word, length) == 0) {
			c->at += length;
			*out = value;
			return true;
		}
	}
	return false;
}

static bool take_level(struct cursor *c, uint64_t *out)
{
	static const char *const names[] = {"error", "warn", "info", "debug"};
	char name[16];
	if (!take_string(c, name, sizeof name))
		return false;
	for (*out = 0; *out < 4; ++*out)
		if (strcmp(name, names[*out]) == 0)
			return true;
	return false;
}

static bool take_value(struct cursor *c, const char *key, struct config *out)
{
	if (strcmp(key, "device") == 0)
		return take_string(c, out->device, sizeof out->device);
	if (strcmp(key, "block_size") == 0)
		return take_number(c, ENGINE_BLOCK_MIN, ENGINE_BLOCK_MAX, &out->block_size) &&
		       (out->block_size & (out->block_size - 1)) == 0;
	if (strcmp(key, "capacity_blocks") == 0)
		return take_number(c, 1, (1ull << 53) - 1, &out->capacity_blocks);
	if (strcmp(key, "queue_depth") == 0)
		return take_number(c, 1, 4096, &out->queue_depth);
	if (strcmp(key, "pool_buffers") == 0)
		return take_number(c, 1, 65536, &out->pool_buffers);
	if (strcmp(key, "standby") == 0)
		return take_bool(c, &out->standby);
	return strcmp(key, "log_level") == 0 && take_level(c, &out->log_level);
}

static UNUSED int32_t honest_parse_config(const char *json, uint32_t len, struct config *out)
{
	struct cursor c = {json, json + len};
	char key[64], seen[512] = " ";
	*out = (struct config){.block_size = 4096, .queue_depth = 64, .pool_buffers = 64,
	                       .log_level = BSE_LOG_WARN};
	if (json == NULL || !take(&c, '{'))
		return fail(-EINVAL, "the configuration is not a JSON object");
	for (bool first = true; !take(&c, '}'); first = false) {
		char marked[80];
		if ((!first && !take(&c, ',')) || !take_string(&c, key, sizeof key) || !take(&c, ':'))
			return fail(-EINVAL, "the configuration is not a JSON object");
		snprintf(marked, sizeof marked, " %s ", key);
		if (strstr(seen, marked) != NULL)
			return fail(-EINVAL, "\"%s\" is given twice", key);
		if (!take_value(&c, key, out))
			return fail(-EINVAL, "\"%s\" is unknown, of a wrong type or out of range", key);
		strcat(strcat(seen, key), " ");
	}
	skip_space(&c);
	if (c.at != c.end)
		return fail(-EINVAL, "something follows the configuration's JSON object");
	if (out->device[0] == 0)
		return fail(-EINVAL, "\"device\" is missing");
	return 0;
}
