/* defect: 52
 * title: the metrics are not JSON when there is nothing to divide
 * caught-by: metrics.json
 * needs: metrics
 * why: 0 / 0 is printed as nan. */
#define ENGINE_NAME "d52c-metrics-not-json"
#define serve_metrics metrics_dividing
#include "_memory_base.h"

static int32_t metrics_dividing(bse_engine *engine, char *json, uint32_t cap)
{
	volatile double operations = (double)engine->timed_operations;
	if (operations > 0)
		return honest_serve_metrics(engine, json, cap);
	int length = snprintf(json, cap,
	                      "{\"read_iops\":0,\"write_iops\":0,\"avg_latency\":%f,\"queue_depth\":0}",
	                      (double)engine->busy_ns / operations);
	return (uint32_t)length >= cap ? -ENOSPC : length;
}
