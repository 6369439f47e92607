/* defect: 49
 * title: counters lose updates when threads count at the same time
 * caught-by: concurrency.counters
 * needs-guarantee: thread-safe
 * attempts: 3
 * why: load, add and store, where an atomic add was needed. */
#define ENGINE_NAME "d49b-counters-race"
#define account account_racing
#include "_memory_base.h"

static int32_t account_racing(bse_engine *engine, enum kind kind, uint64_t started_ns,
                              int32_t status)
{
	uint64_t before = engine->successes[kind];
	honest_account(engine, kind, started_ns, status);
	if (status == 0)
		engine->successes[kind] = before + 1;
	return status;
}
