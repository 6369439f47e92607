/* SPDX-License-Identifier: MIT
 *
 * A strict reader for the few JSON values a configuration may hold: strings, whole numbers and
 * booleans (RFC 8259 syntax, UTF-8 checked). Each function moves the cursor only on success. */
#ifndef BSE_COMMON_JSON_H
#define BSE_COMMON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_cursor {
	const unsigned char *at;
	const unsigned char *end;
};

void json_skip_space(struct json_cursor *cursor);
/* Skips space, then takes the character if it is next. */
bool json_take(struct json_cursor *cursor, char character);

/* NULL on success, else what is wrong, to be put after the key's name. */
const char *json_string(struct json_cursor *cursor, char *out, size_t size);
const char *json_whole_number(struct json_cursor *cursor, uint64_t *out);
const char *json_boolean(struct json_cursor *cursor, bool *out);

#endif
