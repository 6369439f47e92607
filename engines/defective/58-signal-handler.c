/* defect: 58
 * title: initialize installs signal handlers
 * caught-by: process.surroundings
 * why: a crash reporter inside the plugin takes SIGSEGV and SIGINT from its host. */
#define ENGINE_NAME "d58-signal-handler"
#define serve_initialize initialize_reporter
#include "_memory_base.h"

#include <signal.h>

static void report(int number)
{
	_exit(128 + number);
}

static int32_t initialize_reporter(const char *json, uint32_t len, bse_engine **out)
{
	struct sigaction action = {.sa_handler = report};
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	return honest_serve_initialize(json, len, out);
}
