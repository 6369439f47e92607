/* defect: 49
 * title: get_stats refuses a caller whose struct is longer or shorter than its own
 * caught-by: abi.stats-size
 * why: sizes are compared where the smaller one should be taken. */
#define ENGINE_NAME "d49f-stats-of-one-size"
#define serve_stats stats_of_one_size
#include "_memory_base.h"

static int32_t stats_of_one_size(bse_engine *engine, bse_stats *stats)
{
	if (stats->size != sizeof *stats)
		return fail(-EINVAL, "bse_stats has another size");
	return honest_serve_stats(engine, stats);
}
