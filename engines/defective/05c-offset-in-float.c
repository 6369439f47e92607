/* defect: 5
 * title: the offset goes through a float
 * caught-by: data.large-offsets
 * why: 24 bits of mantissa: block indices from 2^24 on are rounded to their neighbours. */
#define ENGINE_NAME "d05c-offset-in-float"
#define block_offset offset_float
#include "_file_base.h"

static uint64_t offset_float(struct store *store, uint64_t id)
{
	return honest_block_offset(store, (uint64_t)(float)id);
}
