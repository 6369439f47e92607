/* defect: 52
 * title: latency is told in nanoseconds, as if they were microseconds
 * caught-by: stats.latency
 * why: the clock's unit was passed on. */
#define ENGINE_NAME "d52-latency-in-nanoseconds"
#define serve_stats stats_in_ns
#include "_memory_base.h"

static int32_t stats_in_ns(bse_engine *engine, bse_stats *stats)
{
	int32_t status = honest_serve_stats(engine, stats);
	if (status == 0 && stats->size == sizeof *stats)
		stats->latency_us *= 1000;
	return status;
}
