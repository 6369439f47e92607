/* defect: 50
 * title: a read that failed counts as a read
 * caught-by: stats.failures-not-successes
 * why: the counter is raised before the status is known. */
#define ENGINE_NAME "d50-failures-as-successes"
#define account account_all
#include "_memory_base.h"

static int32_t account_all(bse_engine *engine, enum kind kind, uint64_t started_ns, int32_t status)
{
	if (status != 0)
		engine->successes[kind]++;
	return honest_account(engine, kind, started_ns, status);
}
