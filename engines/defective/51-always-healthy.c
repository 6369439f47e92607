/* defect: 51
 * title: the engine is always healthy
 * caught-by: faults.stats-and-health
 * needs: health
 * why: the check answers whether the process is alive. */
#define ENGINE_NAME "d51-always-healthy"
#define serve_check_health healthy_always
#include "_file_base.h"

static int32_t healthy_always(bse_engine *engine, char *reason, uint32_t cap)
{
	(void)engine;
	if (reason != NULL && cap > 0)
		snprintf(reason, cap, "healthy");
	return 1;
}
