/* defect: 61
 * title: umask and working directory of the host are changed
 * caught-by: process.surroundings
 * why: daemon habits. */
#define ENGINE_NAME "d61-umask-and-directory"
#define serve_initialize initialize_as_daemon
#include "_memory_base.h"

static int32_t initialize_as_daemon(const char *json, uint32_t len, bse_engine **out)
{
	umask(0);
	(void)!chdir("/");
	return honest_serve_initialize(json, len, out);
}
