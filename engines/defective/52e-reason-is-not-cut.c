/* defect: 52
 * title: the health reason is copied whole, however little room the caller has
 * caught-by: abi.text-capacity
 * verdict: crashed
 * needs: health
 * why: strcpy; the callers of that time all had room. */
#define ENGINE_NAME "d52e-reason-is-not-cut"
#define serve_check_health whole_reason
#include "_memory_base.h"

static int32_t whole_reason(bse_engine *engine, char *reason, uint32_t cap)
{
	char text[256];
	int32_t healthy = honest_serve_check_health(engine, text, sizeof text);
	(void)cap;
	if (reason != NULL)
		strcpy(reason, text);
	return healthy;
}
