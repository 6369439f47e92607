/* defect: 61
 * title: the host's limits are changed
 * caught-by: process.surroundings
 * why: the engine wants more descriptors and no core files, and asks for the whole process. */
#define ENGINE_NAME "d61c-limits"
#define serve_initialize initialize_limited
#include "_memory_base.h"

#include <sys/resource.h>

static int32_t initialize_limited(const char *json, uint32_t len, bse_engine **out)
{
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_cur > 512 ? limit.rlim_cur / 2 : limit.rlim_cur;
	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_CORE, &limit);
	limit.rlim_max = limit.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &limit);
	return honest_serve_initialize(json, len, out);
}
