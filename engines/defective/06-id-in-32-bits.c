/* defect: 6
 * title: the id is cut to 32 bits before it is checked
 * caught-by: data.out-of-range
 * why: a uint32_t parameter in an inner function: block 2^32 + 2 is block 2. */
#define ENGINE_NAME "d06-id-in-32-bits"
#define serve_write write_32
#define serve_read read_32
#define serve_delete delete_32
#include "_memory_base.h"

static int32_t write_32(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	return honest_serve_write(engine, (uint32_t)id, data, len);
}

static int32_t read_32(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	return honest_serve_read(engine, (uint32_t)id, buf, len);
}

static int32_t delete_32(bse_engine *engine, uint64_t id)
{
	return honest_serve_delete(engine, (uint32_t)id);
}
