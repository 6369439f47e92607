/* defect: 13
 * title: a write longer than a block is accepted and cut
 * caught-by: data.wrong-length
 * why: the length is clamped instead of refused. */
#define ENGINE_NAME "d13b-long-write-accepted"
#define check_block check_clamped
#include "_memory_base.h"

static int32_t check_clamped(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	return honest_check_block(engine, id, data,
	                          len > engine->block_size ? engine->block_size : len);
}
