/* The memory base with counters that are loaded, added to and stored, where an atomic add was
 * needed: those of the kinds for which RACES(kind) is true. */
#define account account_racing
#include "_memory_base.h"

static int32_t account_racing(bse_engine *engine, enum kind kind, uint64_t started_ns,
                              int32_t status)
{
	uint64_t before = engine->successes[kind];
	honest_account(engine, kind, started_ns, status);
	if (status == 0 && RACES(kind))
		engine->successes[kind] = before + 1;
	return status;
}
