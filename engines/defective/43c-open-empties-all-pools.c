/* defect: 43
 * title: an engine that opens or closes takes back the leased buffers of all others
 * caught-by: lifecycle.beside-others
 * why: the pool is the process's, and its life that of whoever came last. */
#define ENGINE_NAME "d43c-open-empties-all-pools"
#define serve_initialize initialize_resetting
#define serve_shutdown shutdown_resetting
#include "_memory_base.h"

#define ENGINES 16
static bse_engine *engines[ENGINES];

static void reset_others(const bse_engine *but)
{
	for (int i = 0; i < ENGINES; i++) {
		if (engines[i] == NULL || engines[i] == but)
			continue;
		struct lease_pool *pool = &engines[i]->pool;
		pthread_mutex_lock(&pool->lock);
		for (uint32_t at = 0; at < pool->count; at++) {
			if (pool->buffers[at] != NULL)
				memset(pool->buffers[at], 0, engines[i]->block_size);
			pool->leased[at] = false;
		}
		pthread_mutex_unlock(&pool->lock);
	}
}

static int32_t initialize_resetting(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	if (status != 0)
		return status;
	reset_others(*out);
	for (int i = 0; i < ENGINES; i++) {
		if (engines[i] != NULL)
			continue;
		engines[i] = *out;
		break;
	}
	return 0;
}

static int32_t shutdown_resetting(bse_engine *engine)
{
	reset_others(engine);
	for (int i = 0; i < ENGINES; i++)
		if (engines[i] == engine)
			engines[i] = NULL;
	return honest_serve_shutdown(engine);
}
