/* defect: 41
 * title: metrics are put together in a static buffer, without a lock
 * caught-by: concurrency.telemetry
 * attempts: 5
 * why: what monitoring calls once a second nobody calls from two threads, but two monitors do. */
#define ENGINE_NAME "d41c-metrics-in-static-buffer"
#define serve_metrics metrics_static
#include "_memory_base.h"

static char text[256];

static int32_t metrics_static(bse_engine *engine, char *json, uint32_t cap)
{
	text[0] = 0;
	int32_t length = honest_serve_metrics(engine, text, sizeof text);
	if (json == NULL || (uint32_t)length >= cap)
		return fail(-ENOSPC, "metrics need %d bytes", length + 1);
	strcpy(json, text);
	return (int32_t)strlen(json);
}
