/* defect: 59
 * title: initialize closes every descriptor of the process
 * caught-by: process.surroundings
 * verdict: crashed
 * why: closefrom(3) for tidiness; they were not its own. */
#define ENGINE_NAME "d59c-closes-all-descriptors"
#define serve_initialize initialize_tidily
#include "_memory_base.h"

static int32_t initialize_tidily(const char *json, uint32_t len, bse_engine **out)
{
	for (int fd = 3; fd < 1024; fd++)
		close(fd);
	return honest_serve_initialize(json, len, out);
}
