/* defect: 50
 * title: a write that failed on the device counts as a write and not as an error
 * caught-by: faults.stats-and-health
 * why: only refused arguments are thought of as errors. */
#define ENGINE_NAME "d50b-io-errors-not-counted"
#define account account_io_errors
#include "_file_base.h"

static int32_t account_io_errors(bse_engine *engine, enum kind kind, uint64_t started_ns,
                                 int32_t status)
{
	if (!is_device_error(status))
		return honest_account(engine, kind, started_ns, status);
	engine->unhealthy[kind] = true;
	engine->successes[kind]++;
	return status;
}
