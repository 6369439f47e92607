/* defect: 39
 * title: opening in standby crashes
 * caught-by: swap.under-load
 * needs: swap
 * verdict: crashed
 * why: standby was never tried: the map that it needs is allocated when the engine takes over. */
#define ENGINE_NAME "d39e-standby-crashes"
#define store_open open_standby_without_map
#include "_file_base.h"

static int32_t open_standby_without_map(const struct config *config, struct store **out)
{
	if (config->standby)
		abort();
	return honest_store_open(config, out);
}
