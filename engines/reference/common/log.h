/* SPDX-License-Identifier: MIT
 *
 * A bounded ring of log lines that the host drains by polling. When it is full the new line is
 * dropped and counted; the count is handed out as a line of its own, in its place. */
#ifndef BSE_COMMON_LOG_H
#define BSE_COMMON_LOG_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define LOG_LINES 128u
#define LOG_LINE_BYTES 512u

struct log {
	pthread_mutex_t lock;
	_Atomic uint32_t level;
	uint32_t first, count;
	uint64_t dropped;
	char lines[LOG_LINES][LOG_LINE_BYTES]; /* NDJSON, zero-terminated, with its line feed */
};

void log_open(struct log *log, uint32_t level);
void log_close(struct log *log);
__attribute__((format(printf, 3, 4))) void log_write(struct log *log, uint32_t level,
                                                     const char *format, ...);
int32_t log_drain(struct log *log, char *ndjson, uint32_t cap);
int32_t log_set_level(struct log *log, uint32_t level);

#endif
