/* defect: 43
 * title: metrics are put together in one buffer of the library, under each engine's own lock
 * caught-by: concurrency.open-at-once
 * attempts: 5
 * why: a monitor asks one engine after the other; two of them ask two at once. */
#define ENGINE_NAME "d43j-metrics-text"
#define ENGINE_FIELDS pthread_mutex_t text_lock;
#define serve_metrics metrics_in_text
#include "_memory_base.h"

static char text[512];

static int32_t metrics_in_text(bse_engine *engine, char *json, uint32_t cap)
{
	pthread_mutex_lock(&engine->text_lock);
	char usual[256];
	honest_serve_metrics(engine, usual, sizeof usual);
	strcpy(text, "{\"engine\":");
	size_t used = strlen(text);
	snprintf(text + used, sizeof text - used, "\"%s\",%s", ENGINE_NAME, usual + 1);
	used = strlen(text);
	bool fits = json != NULL && used < cap;
	if (fits)
		memcpy(json, text, used + 1);
	pthread_mutex_unlock(&engine->text_lock);
	return fits ? (int32_t)used : fail(-ENOSPC, "metrics need %zu bytes", used + 1);
}
