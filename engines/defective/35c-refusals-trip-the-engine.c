/* defect: 35
 * title: after 100 refused calls the engine refuses all writes
 * caught-by: data.after-refusals
 * why: a breaker that was to take a failing device out counts its caller's mistakes as well. */
#define ENGINE_NAME "d35c-refusals-trip"
#define ENGINE_FIELDS _Atomic uint32_t refused;
#define check_block check_and_count
#define serve_write write_until_tripped
#include "_memory_base.h"

static int32_t check_and_count(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	int32_t status = honest_check_block(engine, id, data, len);
	if (status != 0)
		engine->refused++;
	return status;
}

static int32_t write_until_tripped(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	int32_t status = check_block(engine, id, data, len);
	if (status == 0 && engine->refused > 100)
		return fail(-EIO, "too many errors");
	return status != 0 ? status : honest_serve_write(engine, id, data, len);
}
