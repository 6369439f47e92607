/* defect: 50
 * title: read_errors stays 0 while the device refuses reads
 * caught-by: faults.truncated-target
 * why: only the write path counts its errors. */
#define ENGINE_NAME "d50c-read-errors-not-counted"
#define account account_writes
#include "_file_base.h"

static int32_t account_writes(bse_engine *engine, enum kind kind, uint64_t started_ns,
                              int32_t status)
{
	uint64_t before = engine->failures[KIND_READ];
	honest_account(engine, kind, started_ns, status);
	engine->failures[KIND_READ] = before;
	return status;
}
