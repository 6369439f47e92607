/* defect: 51
 * title: health follows writes and flushes only: a device that can't be read is healthy
 * caught-by: faults.truncated-target
 * why: the flag was added to the write path after an incident there. */
#define ENGINE_NAME "d51e-read-failures-unseen"
#define account account_writes
#include "_file_base.h"

static int32_t account_writes(bse_engine *engine, enum kind kind, uint64_t started_ns,
                              int32_t status)
{
	honest_account(engine, kind, started_ns, status);
	if (kind == KIND_READ)
		engine->unhealthy[kind] = false;
	return status;
}
