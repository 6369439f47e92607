/* defect: 49
 * title: the counter of deletes loses updates when threads meet
 * caught-by: concurrency.counters
 * attempts: 3
 * why: atomics were put where the benchmark looked: at reads and writes. */
#define ENGINE_NAME "d49j-delete-counter-races"
#define account account_racing
#include "_memory_base.h"

static int32_t account_racing(bse_engine *engine, enum kind kind, uint64_t started_ns,
                              int32_t status)
{
	uint64_t before = engine->successes[kind];
	honest_account(engine, kind, started_ns, status);
	if (status == 0 && kind == KIND_DELETE)
		engine->successes[kind] = before + 1;
	return status;
}
