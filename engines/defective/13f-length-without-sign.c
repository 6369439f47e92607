/* defect: 13
 * title: lengths are compared without their highest bit
 * caught-by: data.wrong-length
 * why: a flag was kept in the sign. */
#define ENGINE_NAME "d13f-length-in-31-bits"
#define check_block check_low_bits
#include "_memory_base.h"

static int32_t check_low_bits(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	if (len > engine->block_size && (len & 0x7fffffffu) == engine->block_size)
		len = engine->block_size;
	return honest_check_block(engine, id, data, len);
}
