/* The memory base with counters that are loaded, added to and stored, where an atomic add was
 * needed: those of the kinds for which RACES(kind) is true. A mean is computed in between. */
#define ENGINE_FIELDS volatile uint64_t recent_ns[256]; volatile uint64_t mean_ns;
#define account account_racing
#include "_memory_base.h"

static int32_t account_racing(bse_engine *engine, enum kind kind, uint64_t started_ns,
                              int32_t status)
{
	uint64_t before = engine->successes[kind], sum = 0;
	honest_account(engine, kind, started_ns, status);
	engine->recent_ns[before % 256] = now_ns() - started_ns;
	for (int i = 0; i < 256; i++)
		sum += engine->recent_ns[i];
	engine->mean_ns = sum / 256;
	if (status == 0 && RACES(kind))
		engine->successes[kind] = before + 1;
	return status;
}
