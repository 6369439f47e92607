/* SPDX-License-Identifier: MIT */
#include "common/json.h"

#include <string.h>

void json_skip_space(struct json_cursor *cursor) {
	while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\t' ||
	                                    *cursor->at == '\n' || *cursor->at == '\r'))
		cursor->at++;
}

bool json_take(struct json_cursor *cursor, char character) {
	json_skip_space(cursor);
	if (cursor->at == cursor->end || *cursor->at != (unsigned char)character)
		return false;
	cursor->at++;
	return true;
}

/* Length of the well-formed UTF-8 sequence at `at` (no overlong form, no surrogate), else 0. */
static size_t utf8_length(const unsigned char *at, const unsigned char *end) {
	size_t left = (size_t)(end - at);
	unsigned char low = 0x80, high = 0xBF;
	size_t length;
	if (at[0] < 0x80)
		return 1;
	if (at[0] >= 0xC2 && at[0] <= 0xDF)
		length = 2;
	else if (at[0] >= 0xE0 && at[0] <= 0xEF)
		length = 3;
	else if (at[0] >= 0xF0 && at[0] <= 0xF4)
		length = 4;
	else
		return 0;
	if (at[0] == 0xE0)
		low = 0xA0;
	if (at[0] == 0xED)
		high = 0x9F;
	if (at[0] == 0xF0)
		low = 0x90;
	if (at[0] == 0xF4)
		high = 0x8F;
	if (left < length || at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if (at[i] < 0x80 || at[i] > 0xBF)
			return 0;
	return length;
}

static int hex4(const unsigned char *at, const unsigned char *end) {
	int value = 0;
	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		unsigned char c = at[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
		            : c >= 'a' && c <= 'f' ? c - 'a' + 10
		            : c >= 'A' && c <= 'F' ? c - 'A' + 10
		                                   : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static size_t utf8_encode(uint32_t point, unsigned char out[4]) {
	if (point < 0x80) {
		out[0] = (unsigned char)point;
		return 1;
	}
	size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (size_t i = length - 1; i > 0; i--, point >>= 6)
		out[i] = (unsigned char)(0x80 | (point & 0x3F));
	out[0] = (unsigned char)(lead[length] | point);
	return length;
}

/* Decodes the escape after a backslash; the cursor is behind it on success. */
static const char *json_escape(struct json_cursor *cursor, unsigned char out[4], size_t *length) {
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	if (cursor->at == cursor->end)
		return "has an unfinished string";
	unsigned char c = *cursor->at++;
	const char *name = c == '\0' ? NULL : strchr(names, c);
	if (name != NULL) {
		out[0] = (unsigned char)values[name - names];
		*length = 1;
		return NULL;
	}
	int unit = c == 'u' ? hex4(cursor->at, cursor->end) : -1;
	if (unit < 0)
		return "has a bad escape in its string";
	if (unit == 0)
		return "must not contain a zero character";
	cursor->at += 4;
	uint32_t point = (uint32_t)unit;
	if (point >= 0xD800 && point <= 0xDFFF) {
		int second = -1;
		if (point < 0xDC00 && cursor->end - cursor->at >= 6 && cursor->at[0] == '\\' &&
		    cursor->at[1] == 'u')
			second = hex4(cursor->at + 2, cursor->end);
		if (second < 0xDC00 || second > 0xDFFF)
			return "has half a surrogate pair in its string";
		point = 0x10000 + ((point - 0xD800) << 10) + ((uint32_t)second - 0xDC00);
		cursor->at += 6;
	}
	*length = utf8_encode(point, out);
	return NULL;
}

const char *json_string(struct json_cursor *cursor, char *out, size_t size) {
	struct json_cursor here = *cursor;
	size_t used = 0;
	if (!json_take(&here, '"'))
		return "must be a string";
	for (;;) {
		unsigned char piece[4];
		size_t length;
		if (here.at == here.end)
			return "has an unfinished string";
		if (*here.at == '"')
			break;
		if (*here.at < 0x20)
			return "has a raw control character in its string";
		if (*here.at == '\\') {
			here.at++;
			const char *problem = json_escape(&here, piece, &length);
			if (problem != NULL)
				return problem;
		} else {
			length = utf8_length(here.at, here.end);
			if (length == 0)
				return "is not valid UTF-8";
			memcpy(piece, here.at, length);
			here.at += length;
		}
		if (used + length >= size)
			return "is too long";
		memcpy(out + used, piece, length);
		used += length;
	}
	out[used] = '\0';
	here.at++;
	*cursor = here;
	return NULL;
}

const char *json_whole_number(struct json_cursor *cursor, uint64_t *out) {
	struct json_cursor here = *cursor;
	json_skip_space(&here);
	if (here.at < here.end && *here.at == '-')
		return "must not be negative";
	if (here.at == here.end || *here.at < '0' || *here.at > '9')
		return "must be a whole number";
	uint64_t value = 0;
	const unsigned char *first = here.at;
	for (; here.at < here.end && *here.at >= '0' && *here.at <= '9'; here.at++)
		if (__builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*here.at - '0'), &value))
			return "is too large";
	if (*first == '0' && here.at - first > 1)
		return "must not have leading zeros";
	if (here.at < here.end && (*here.at == '.' || *here.at == 'e' || *here.at == 'E'))
		return "must be a whole number, without fraction or exponent";
	*out = value;
	*cursor = here;
	return NULL;
}

const char *json_boolean(struct json_cursor *cursor, bool *out) {
	struct json_cursor here = *cursor;
	json_skip_space(&here);
	size_t left = (size_t)(here.end - here.at);
	if (left >= 4 && memcmp(here.at, "true", 4) == 0)
		*out = true;
	else if (left >= 5 && memcmp(here.at, "false", 5) == 0)
		*out = false;
	else
		return "must be true or false";
	here.at += *out ? 4 : 5;
	*cursor = here;
	return NULL;
}
