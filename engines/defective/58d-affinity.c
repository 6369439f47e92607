/* defect: 58
 * title: initialize pins its caller to one processor
 * caught-by: process.surroundings
 * why: a benchmark's trick that came along. */
#define ENGINE_NAME "d58d-affinity"
#define serve_initialize initialize_pinning
#define _GNU_SOURCE
#include <sched.h>
#include "_memory_base.h"

static int32_t initialize_pinning(const char *json, uint32_t len, bse_engine **out)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof one, &one);
	return honest_serve_initialize(json, len, out);
}
