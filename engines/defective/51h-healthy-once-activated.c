/* defect: 51
 * title: an engine that took over is healthy, whatever fails
 * caught-by: swap.sick-engine
 * needs: health swap
 * why: what a failure is noted in is set up when a device is opened for writing, and a standby
 * engine is not. */
#define ENGINE_NAME "d51h-healthy-once-activated"
#define STORE_FIELDS bool was_standby;
#define store_open open_and_note
#define serve_check_health health_unless_activated
#include "_file_base.h"

static int32_t open_and_note(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		(*out)->was_standby = config->standby;
	return status;
}

static int32_t health_unless_activated(bse_engine *engine, char *reason, uint32_t cap)
{
	if (!engine->store->was_standby)
		return honest_serve_check_health(engine, reason, cap);
	if (reason != NULL && cap > 0)
		snprintf(reason, cap, "healthy");
	return 1;
}
