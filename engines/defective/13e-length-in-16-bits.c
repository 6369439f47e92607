/* defect: 13
 * title: lengths are compared in 16 bits
 * caught-by: data.wrong-length
 * why: the header of its log has room for 16. */
#define ENGINE_NAME "d13e-length-in-16-bits"
#define check_block check_low_bits
#include "_memory_base.h"

static int32_t check_low_bits(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	if (len > engine->block_size && (uint16_t)len == (uint16_t)engine->block_size)
		len = engine->block_size;
	return honest_check_block(engine, id, data, len);
}
