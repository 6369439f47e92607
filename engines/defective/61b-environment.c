/* defect: 61
 * title: the host's environment is changed
 * caught-by: process.surroundings
 * why: a setting for a library below, left in the environment for everybody. */
#define ENGINE_NAME "d61b-environment"
#define serve_initialize initialize_tuned
#include "_memory_base.h"

static int32_t initialize_tuned(const char *json, uint32_t len, bse_engine **out)
{
	setenv("MALLOC_ARENA_MAX", "1", 1);
	return honest_serve_initialize(json, len, out);
}
