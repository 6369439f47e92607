/* defect: 56
 * title: get_stats divides by zero before the first operation
 * caught-by: stats.counters
 * verdict: crashed
 * why: an integer mean over no operations. */
#define ENGINE_NAME "d56c-division-by-zero"
#define serve_stats stats_dividing
#include "_memory_base.h"

static int32_t stats_dividing(bse_engine *engine, bse_stats *stats)
{
	volatile uint64_t operations = engine->timed_operations;
	volatile uint64_t mean = engine->busy_ns / operations;
	int32_t status = honest_serve_stats(engine, stats);
	if (status == 0 && stats->size == sizeof *stats)
		stats->latency_us = (double)mean / 1e3;
	return status;
}
