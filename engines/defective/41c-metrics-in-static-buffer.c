/* defect: 41
 * title: metrics are put together in a static buffer, without a lock
 * caught-by: concurrency.telemetry
 * attempts: 5
 * why: what monitoring calls once a second nobody calls from two threads, but two monitors do. */
#define ENGINE_NAME "d41c-metrics-in-static-buffer"
#define serve_metrics metrics_static
#include "_memory_base.h"

static char text[512];
static volatile uint32_t longest;

/* Metrics of its own beside the four: how long the index's lists are. */
static uint32_t longest_list(const struct store *store)
{
	longest = 0;
	for (uint32_t i = 0; i < BUCKETS; i++) {
		uint32_t length = 0;
		for (const struct slot *slot = store->buckets[i]; slot != NULL; slot = slot->next)
			length++;
		if (length > longest)
			longest = length;
	}
	return longest;
}

static int32_t metrics_static(bse_engine *engine, char *json, uint32_t cap)
{
	char usual[256];
	honest_serve_metrics(engine, usual, sizeof usual);
	strcpy(text, "{\"longest_list\":");
	pthread_rwlock_rdlock(&engine->store->lock);
	uint32_t list = longest_list(engine->store);
	pthread_rwlock_unlock(&engine->store->lock);
	size_t used = strlen(text);
	snprintf(text + used, sizeof text - used, "%u,%s", list, usual + 1);
	used = strlen(text);
	if (json == NULL || used >= cap)
		return fail(-ENOSPC, "metrics need %zu bytes", used + 1);
	memcpy(json, text, used + 1);
	return (int32_t)used;
}
