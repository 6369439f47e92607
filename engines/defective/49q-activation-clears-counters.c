/* defect: 49
 * title: the counters of an engine begin anew when it is activated again
 * caught-by: swap.standby
 * needs: swap
 * why: an activation sets everything up as initialize does. */
#define ENGINE_NAME "d49q-activation-clears-counters"
#define STORE_FIELDS bse_engine *owner;
#define serve_initialize initialize_knowing
#define store_activate activate_anew
#include "_file_base.h"

static int32_t initialize_knowing(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	if (status == 0)
		(*out)->store->owner = *out;
	return status;
}

static int32_t activate_anew(struct store *store)
{
	int32_t status = honest_store_activate(store);
	for (int kind = 0; status == 0 && store->owner != NULL && kind < KIND_COUNT; kind++)
		store->owner->successes[kind] = 0;
	return status;
}
