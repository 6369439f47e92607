/* defect: 49
 * title: capacity_bytes is computed in 32 bits
 * caught-by: data.large-offsets
 * why: a product of two 32-bit numbers; devices below 4 GiB are told truly. */
#define ENGINE_NAME "d49h-capacity-in-32-bits"
#define serve_stats stats_in_32_bits
#include "_file_base.h"

static int32_t stats_in_32_bits(bse_engine *engine, bse_stats *stats)
{
	int32_t status = honest_serve_stats(engine, stats);
	if (status == 0)
		stats->capacity_bytes = (uint32_t)engine->store->capacity_blocks * engine->block_size;
	return status;
}
