/* defect: 52
 * title: avg_latency is in milliseconds
 * caught-by: metrics.plausible
 * why: the dashboard that it was made for divides by a thousand. */
#define ENGINE_NAME "d52h-metrics-in-milliseconds"
#define serve_metrics metrics_in_milliseconds
#include "_memory_base.h"

static int32_t metrics_in_milliseconds(bse_engine *engine, char *json, uint32_t cap)
{
	uint64_t busy = engine->busy_ns;
	engine->busy_ns = busy / 1000;
	int32_t length = honest_serve_metrics(engine, json, cap);
	engine->busy_ns = busy;
	return length;
}
