/* defect: 40
 * title: the fallback engine has a store of its own
 * caught-by: fallback.same-data
 * needs: fallback
 * why: it is initialized like any engine, over nothing, and never told what its parent holds. */
#define ENGINE_NAME "d40-fallback-has-other-data"
#define serve_initialize initialize_two
#define serve_shutdown shutdown_two
#include "_memory_base.h"

static int32_t initialize_two(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	if (status != 0)
		return status;
	struct store *own = calloc(1, sizeof *own);
	pthread_rwlock_init(&own->lock, NULL);
	own->device = -1;
	own->block_size = (*out)->store->block_size;
	own->capacity_blocks = (*out)->store->capacity_blocks;
	(*out)->fallback->store = own;
	return 0;
}

static int32_t shutdown_two(bse_engine *engine)
{
	store_close(engine->fallback->store);
	return honest_serve_shutdown(engine);
}
