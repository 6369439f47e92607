/* SPDX-License-Identifier: MIT */
#include "common/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "block_engine.h"
#include "common/error.h"

static const char *const log_level_names[] = {"error", "warn", "info", "debug"};

void log_open(struct log *log, uint32_t level) {
	pthread_mutex_init(&log->lock, NULL);
	atomic_init(&log->level, level);
	log->first = log->count = 0;
	log->dropped = 0;
}

void log_close(struct log *log) {
	pthread_mutex_destroy(&log->lock);
}

/* Copies text as the inside of a JSON string: whole escapes only, cut at the end of out. */
static size_t json_escape_text(const char *text, char *out, size_t size) {
	size_t used = 0;
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		char piece[8];
		int length;
		if (c == '"' || c == '\\')
			length = snprintf(piece, sizeof piece, "\\%c", c);
		else if (c < 0x20 || c >= 0x7F) /* the messages are ASCII; paths may not be */
			length = snprintf(piece, sizeof piece, "\\u%04x", c);
		else
			length = snprintf(piece, sizeof piece, "%c", c);
		if (used + (size_t)length >= size)
			break;
		memcpy(out + used, piece, (size_t)length);
		used += (size_t)length;
	}
	out[used] = '\0';
	return used;
}

static void log_format(char line[LOG_LINE_BYTES], uint32_t level, const char *message) {
	int used = snprintf(line, LOG_LINE_BYTES, "{\"level\":\"%s\",\"message\":\"",
	                    log_level_names[level]);
	size_t at = (size_t)used;
	at += json_escape_text(message, line + at, LOG_LINE_BYTES - at - 4);
	memcpy(line + at, "\"}\n", 4);
}

void log_write(struct log *log, uint32_t level, const char *format, ...) {
	char message[LOG_LINE_BYTES];
	va_list arguments;
	if (level > atomic_load_explicit(&log->level, memory_order_relaxed))
		return;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	pthread_mutex_lock(&log->lock);
	if (log->count == LOG_LINES)
		log->dropped++;
	else
		log_format(log->lines[(log->first + log->count++) % LOG_LINES], level, message);
	pthread_mutex_unlock(&log->lock);
}

int32_t log_drain(struct log *log, char *ndjson, uint32_t cap) {
	uint32_t used = 0;
	int32_t status = 0;
	if (ndjson == NULL)
		return fail(-EINVAL, "the buffer for log lines is missing");
	pthread_mutex_lock(&log->lock);
	if (log->count == 0 && log->dropped > 0) { /* the lost lines were the newest ones */
		char message[64];
		snprintf(message, sizeof message, "%" PRIu64 " log lines were dropped", log->dropped);
		log_format(log->lines[log->first], BSE_LOG_WARN, message);
		log->count = 1;
		log->dropped = 0;
	}
	while (log->count > 0) {
		const char *line = log->lines[log->first];
		uint32_t length = (uint32_t)strlen(line);
		if (length > cap - used) {
			if (used == 0)
				status = fail(-ENOSPC, "the next log line needs %u bytes, the buffer has %u",
				              length, cap);
			break;
		}
		memcpy(ndjson + used, line, length);
		used += length;
		log->first = (log->first + 1) % LOG_LINES;
		log->count--;
	}
	pthread_mutex_unlock(&log->lock);
	return status != 0 ? status : (int32_t)used;
}

int32_t log_set_level(struct log *log, uint32_t level) {
	if (level > BSE_LOG_DEBUG)
		return fail(-EINVAL, "log level %u is unknown; use 0 (error) to 3 (debug)", level);
	atomic_store_explicit(&log->level, level, memory_order_relaxed);
	return 0;
}
