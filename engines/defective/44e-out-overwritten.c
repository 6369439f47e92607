/* defect: 44
 * title: a refused initialize overwrites *out
 * caught-by: config.rejects
 * why: "defensive" clearing of what belongs to the caller. */
#define ENGINE_NAME "d44e-out-overwritten"
#define serve_initialize initialize_clearing
#include "_memory_base.h"

static int32_t initialize_clearing(const char *json, uint32_t len, bse_engine **out)
{
	bse_engine *engine = NULL;
	int32_t status = honest_serve_initialize(json, len, &engine);
	*out = engine;
	return status;
}
