/* defect: 51
 * title: an engine that took over is healthy, whatever fails
 * caught-by: swap.sick-engine
 * needs: health swap
 * why: what a failure is noted in is set up when a device is opened for writing, and a standby
 * engine is not. */
#define ENGINE_NAME "d51h-healthy-once-activated"
#define serve_check_health health_unless_activated
#include "_was_standby_base.h"

static int32_t health_unless_activated(bse_engine *engine, char *reason, uint32_t cap)
{
	if (!engine->store->was_standby)
		return honest_serve_check_health(engine, reason, cap);
	if (reason != NULL && cap > 0)
		snprintf(reason, cap, "healthy");
	return 1;
}
