/* defect: 52
 * title: metrics that do not fit are cut instead of refused
 * caught-by: metrics.json
 * needs: metrics
 * why: snprintf's result is returned as it is. */
#define ENGINE_NAME "d52d-metrics-cut"
#define serve_metrics metrics_cut
#include "_memory_base.h"

static int32_t metrics_cut(bse_engine *engine, char *json, uint32_t cap)
{
	char text[512];
	int32_t length = honest_serve_metrics(engine, text, sizeof text);
	return length < 0 ? length : snprintf(json, cap, "%s", text);
}
