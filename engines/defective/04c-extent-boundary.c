/* defect: 4
 * title: the last block of each 256-block extent lands on the extent's first
 * caught-by: data.read-after-write data.many-blocks
 * why: modulo 255 where 256 was meant; every block but one in 256 is right. */
#define ENGINE_NAME "d04c-extent-boundary"
#define block_offset extent_offset
#include "_file_base.h"

static uint64_t extent_offset(struct store *store, uint64_t id)
{
	uint64_t within = id % 256 == 255 ? id % 256 % 255 : id % 256;
	return honest_block_offset(store, id / 256 * 256 + within);
}
