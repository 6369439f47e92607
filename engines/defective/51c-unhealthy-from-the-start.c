/* defect: 51
 * title: a fresh engine is not healthy, without a reason
 * caught-by: health.healthy
 * needs: health
 * why: 0 for success, as everywhere else; here 1 is healthy. */
#define ENGINE_NAME "d51c-unhealthy-from-the-start"
#define serve_check_health healthy_is_zero
#include "_memory_base.h"

static int32_t healthy_is_zero(bse_engine *engine, char *reason, uint32_t cap)
{
	int32_t healthy = honest_serve_check_health(engine, reason, cap);
	return healthy == 1 ? 0 : -EIO;
}
