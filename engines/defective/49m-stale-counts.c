/* defect: 49
 * title: writes that are refused because another engine took over are counted as done
 * caught-by: swap.fencing
 * why: the counter goes up before the fence is looked at. */
#define ENGINE_NAME "d49m-stale-counts"
#define account account_stale
#include "_file_base.h"

static int32_t account_stale(bse_engine *engine, enum kind kind, uint64_t started_ns,
                             int32_t status)
{
	if (status == -ESTALE)
		engine->successes[kind]++;
	return honest_account(engine, kind, started_ns, status);
}
