/* defect: 6
 * title: the range check is signed: ids from 2^63 on are "below" the capacity
 * caught-by: data.out-of-range
 * why: int64_t for ids, as languages without unsigned integers have it. */
#define ENGINE_NAME "d06c-id-is-signed"
#define check_block check_signed
#include "_memory_base.h"

static int32_t check_signed(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	if ((int64_t)id < 0)
		id = 0;
	return honest_check_block(engine, id, data, len);
}
