/* defect: 51
 * title: after one failed write the engine is never healthy again
 * caught-by: faults.stats-and-health
 * needs: health
 * why: the flag is raised by failures, and nothing lowers it. */
#define ENGINE_NAME "d51b-never-healthy-again"
#define ENGINE_FIELDS _Atomic bool was_unhealthy;
#define account account_for_good
#define serve_check_health healthy_until_failure
#include "_file_base.h"

static int32_t account_for_good(bse_engine *engine, enum kind kind, uint64_t started_ns,
                                int32_t status)
{
	if (is_device_error(status))
		engine->was_unhealthy = true;
	return honest_account(engine, kind, started_ns, status);
}

static int32_t healthy_until_failure(bse_engine *engine, char *reason, uint32_t cap)
{
	if (!engine->was_unhealthy)
		return honest_serve_check_health(engine, reason, cap);
	if (reason != NULL && cap > 0)
		snprintf(reason, cap, "an operation failed on the device");
	return 0;
}
