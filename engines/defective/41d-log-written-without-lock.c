/* defect: 41
 * title: a line is put into the log in pieces, and the lock is held for none of them
 * caught-by: concurrency.telemetry
 * attempts: 5
 * why: the drain takes the lock; whoever logs was to be spared it. */
#define ENGINE_NAME "d41d-log-written-without-lock"
#define account account_and_tell
#define log_line log_line_unlocked
#include "_memory_base.h"

#include <time.h>

static int32_t account_and_tell(bse_engine *engine, enum kind kind, uint64_t started_ns,
                                int32_t status)
{
	char line[64];
	snprintf(line, sizeof line, "kind %d took %llu ns", (int)kind,
	         (unsigned long long)(now_ns() - started_ns));
	log_line(engine, BSE_LOG_DEBUG, line);
	return honest_account(engine, kind, started_ns, status);
}

static void log_line_unlocked(bse_engine *engine, uint32_t level, const char *message)
{
	struct log *log = &engine->log;
	if (level > engine->log_level || log->count == LOG_LINES)
		return;
	char *line = log->lines[(log->first + log->count++) % LOG_LINES];
	time_t now = time(NULL);
	struct tm at;
	size_t told = strftime(line, LOG_LINE_BYTES, "{\"level\":\"debug\",\"at\":\"%FT%TZ\",",
	                       gmtime_r(&now, &at));
	told += (size_t)snprintf(line + told, LOG_LINE_BYTES - told, "\"message\":\"%s\"", message);
	snprintf(line + told, LOG_LINE_BYTES - told, "}\n");
}
