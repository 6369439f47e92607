/* SPDX-License-Identifier: MIT
 *
 * The strings of a JSON text, with every escape: a path may come with any of them. */
#ifndef TEMPLATE_JSON_H
#define TEMPLATE_JSON_H

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct reader {
	const char *at, *end;
	char *problem; /* of 256 bytes */
};

static int config_fail(struct reader *in, const char *key, const char *what) {
	snprintf(in->problem, 256, "config key \"%.60s\" %s", key, what);
	return -EINVAL;
}

static int next_is(struct reader *in, char c) {
	while (in->at < in->end && memchr(" \t\r\n", *in->at, 4) != NULL)
		in->at++;
	if (in->at == in->end || *in->at != c)
		return 0;
	in->at++;
	return 1;
}

/* Four hexadecimal digits; UINT32_MAX where there are none. */
static uint32_t read_hex(struct reader *in) {
	static const char digits[] = "0123456789abcdef";
	uint32_t value = 0;
	if (in->end - in->at < 4)
		return UINT32_MAX;
	for (int i = 0; i < 4; i++) {
		const char *digit = memchr(digits, tolower((unsigned char)*in->at++), 16);
		if (digit == NULL)
			return UINT32_MAX;
		value = value * 16 + (uint32_t)(digit - digits);
	}
	return value;
}

/* What stands behind a backslash, as a code point; UINT32_MAX where that is no JSON. */
static uint32_t read_escape(struct reader *in) {
	static const char names[] = "\"\\/bfnrt", points[] = "\"\\/\b\f\n\r\t";
	if (in->at == in->end)
		return UINT32_MAX;
	char name = *in->at++;
	const char *found = memchr(names, name, sizeof names - 1);
	if (found != NULL)
		return (uint32_t)points[found - names];
	uint32_t high = name == 'u' ? read_hex(in) : UINT32_MAX;
	if (high < 0xD800 || high > 0xDFFF)
		return high;
	/* Beyond 16 bits there are two of them, a high and a low surrogate. */
	if (high > 0xDBFF || in->end - in->at < 6 || in->at[0] != '\\' || in->at[1] != 'u')
		return UINT32_MAX;
	in->at += 2;
	uint32_t low = read_hex(in);
	bool paired = low >= 0xDC00 && low <= 0xDFFF;
	return paired ? 0x10000 + ((high - 0xD800) << 10) + low - 0xDC00 : UINT32_MAX;
}

/* UTF-8 of a code point into 4 bytes; its length. */
static size_t put_utf8(char *out, uint32_t point) {
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	size_t bytes = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	for (size_t i = bytes - 1; i > 0; i--, point >>= 6)
		out[i] = (char)(0x80 | (point & 0x3F));
	out[0] = (char)((0xF00u >> bytes & 0xFF) | point);
	return bytes;
}

/* A JSON string as UTF-8, zero-terminated; one that holds a zero is refused. */
static int read_string(struct reader *in, char *out, size_t size) {
	size_t used = 0;
	if (!next_is(in, '"'))
		return -EINVAL;
	while (in->at < in->end && *in->at != '"') {
		if ((unsigned char)*in->at < 0x20 || used + 5 > size)
			return -EINVAL;
		if (*in->at != '\\') {
			out[used++] = *in->at++;
			continue;
		}
		in->at++;
		uint32_t point = read_escape(in);
		if (point == 0 || point == UINT32_MAX)
			return -EINVAL;
		used += put_utf8(out + used, point);
	}
	if (in->at == in->end)
		return -EINVAL;
	in->at++;
	out[used] = '\0';
	return 0;
}

#endif
