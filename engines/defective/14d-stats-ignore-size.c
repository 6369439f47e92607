/* defect: 14
 * title: get_stats fills its own struct's size, not the caller's
 * caught-by: abi.stats-size
 * verdict: crashed
 * why: a host built against another minor version has a shorter struct. */
#define ENGINE_NAME "d14d-stats-ignore-size"
#define serve_stats whole_stats
#include "_memory_base.h"

static int32_t whole_stats(bse_engine *engine, bse_stats *stats)
{
	bse_stats full = {.size = sizeof full};
	int32_t status = honest_serve_stats(engine, &full);
	if (status == 0)
		memcpy(stats, &full, sizeof full);
	return status;
}
