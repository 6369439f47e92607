/* defect: 49
 * title: iops is negative once there was an operation
 * caught-by: stats.counters
 * why: the window's ends are subtracted the wrong way round; before the first operation it is 0. */
#define ENGINE_NAME "d49i-negative-iops"
#define serve_stats stats_of_reversed_window
#include "_memory_base.h"

static int32_t stats_of_reversed_window(bse_engine *engine, bse_stats *stats)
{
	int32_t status = honest_serve_stats(engine, stats);
	if (status == 0 && engine->timed_operations > 0)
		stats->iops = -stats->iops;
	return status;
}
