/* defect: 52
 * title: the metrics are an example that was never replaced
 * caught-by: metrics.plausible
 * needs: metrics
 * why: a dashboard needed numbers. */
#define ENGINE_NAME "d52b-metrics-made-up"
#define serve_metrics metrics_example
#include "_memory_base.h"

static int32_t metrics_example(bse_engine *engine, char *json, uint32_t cap)
{
	(void)engine;
	int length = snprintf(json, cap, "%s",
	                      "{\"read_iops\":50000,\"write_iops\":45000,\"avg_latency\":4200.0,"
	                      "\"queue_depth\":4}");
	return (uint32_t)length >= cap ? -ENOSPC : length;
}
