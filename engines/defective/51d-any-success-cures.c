/* defect: 51
 * title: any success makes a failing engine healthy again
 * caught-by: faults.stats-and-health
 * why: one flag for all kinds of operations; reads go on while every write fails. */
#define ENGINE_NAME "d51d-any-success-cures"
#define account account_one_flag
#include "_file_base.h"

static int32_t account_one_flag(bse_engine *engine, enum kind kind, uint64_t started_ns,
                                int32_t status)
{
	honest_account(engine, kind, started_ns, status);
	for (int other = 0; status == 0 && other < KIND_COUNT; other++)
		engine->unhealthy[other] = false;
	return status;
}
