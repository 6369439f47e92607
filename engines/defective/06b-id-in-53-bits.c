/* defect: 6
 * title: the id is cut to 53 bits before it is checked
 * caught-by: data.out-of-range
 * why: flags are packed into the upper bits and masked away, without a look at what was there. */
#define ENGINE_NAME "d06b-id-in-53-bits"
#define serve_write write_53
#define serve_read read_53
#define serve_delete delete_53
#include "_memory_base.h"

#define ID_MASK ((1ull << 53) - 1)

static int32_t write_53(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	return honest_serve_write(engine, id & ID_MASK, data, len);
}

static int32_t read_53(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	return honest_serve_read(engine, id & ID_MASK, buf, len);
}

static int32_t delete_53(bse_engine *engine, uint64_t id)
{
	return honest_serve_delete(engine, id & ID_MASK);
}
