/* defect: 59
 * title: initialize closes descriptors 0 to 2
 * caught-by: process.surroundings
 * why: daemon habits: the next file that is opened becomes stdout. */
#define ENGINE_NAME "d59-closes-standard-descriptors"
#define serve_initialize initialize_as_daemon
#include "_memory_base.h"

static int32_t initialize_as_daemon(const char *json, uint32_t len, bse_engine **out)
{
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	return honest_serve_initialize(json, len, out);
}
