/* defect: 52
 * title: the metric queue_depth grows with every read of an absent block
 * caught-by: metrics.plausible
 * why: the error path returns before the counter is taken down. */
#define ENGINE_NAME "d52g-depth-leaks"
#define serve_read read_leaking
#include "_memory_base.h"

static int32_t read_leaking(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	engine->in_flight++;
	int32_t status = honest_serve_read(engine, id, buf, len);
	if (status == 0)
		engine->in_flight--;
	return status;
}
