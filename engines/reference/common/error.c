/* SPDX-License-Identifier: MIT */
#include "common/error.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "block_engine.h"

static _Thread_local struct {
	int32_t status; /* 0: nothing failed yet */
	bool is_block;  /* made from id and detail instead of text */
	uint64_t id;
	uint64_t detail;
	char text[384];
} last_failure;

int32_t fail(int32_t status, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(last_failure.text, sizeof last_failure.text, format, arguments);
	va_end(arguments);
	last_failure.is_block = false;
	last_failure.status = status;
	return status;
}

int32_t fail_block(int32_t status, uint64_t id, uint64_t detail) {
	last_failure.status = status;
	last_failure.is_block = true;
	last_failure.id = id;
	last_failure.detail = detail;
	return status;
}

static void describe_block_failure(char *text, size_t size) {
	uint64_t id = last_failure.id, detail = last_failure.detail;
	switch (last_failure.status) {
	case -ENOENT:
		snprintf(text, size, "block %" PRIu64 " is absent", id);
		break;
	case -ERANGE:
		snprintf(text, size, "block id %" PRIu64 " is not below the capacity of %" PRIu64
		         " blocks", id, detail);
		break;
	case -EINVAL:
		snprintf(text, size, "block %" PRIu64 ": the buffer is missing or its length is not the "
		         "block size of %" PRIu64 " bytes", id, detail);
		break;
	case -ESTALE:
		snprintf(text, size, "block %" PRIu64 ": this engine does not serve the device "
		         "(standby, quiesced, or another engine took over)", id);
		break;
	default: /* -EAGAIN */
		snprintf(text, size, "block %" PRIu64 ": this engine stands by; activate it first", id);
	}
}

int32_t bse_last_error(char *buf, uint32_t cap) {
	char made[384];
	const char *text = last_failure.text;
	if (buf == NULL || cap == 0)
		return -EINVAL;
	if (last_failure.status == 0) {
		buf[0] = '\0';
		return 0;
	}
	if (last_failure.is_block) {
		describe_block_failure(made, sizeof made);
		text = made;
	}
	size_t length = strlen(text);
	if (length > cap - 1)
		length = cap - 1;
	memcpy(buf, text, length);
	buf[length] = '\0';
	return (int32_t)length;
}
