/* defect: 13
 * title: a write of no bytes is "done"
 * caught-by: data.wrong-length
 * why: `if (len == 0) return 0;` at the top, as POSIX write has it. */
#define ENGINE_NAME "d13c-empty-write-accepted"
#define serve_write write_some
#include "_memory_base.h"

static int32_t write_some(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	return len == 0 ? 0 : honest_serve_write(engine, id, data, len);
}
