/* defect: 37
 * title: an engine that was never quiesced is not fenced
 * caught-by: swap.fencing
 * needs: swap
 * why: only the engine's own flag stops writes; a take-over by another engine does not set it. */
#define ENGINE_NAME "d37b-fenced-when-quiesced-only"
#define claim claim_by_flag
#include "_file_base.h"

static int32_t claim_by_flag(struct store *store)
{
	if (store->state != STATE_SERVING)
		return fail(-ESTALE, "this engine does not serve the device");
	return lock_writer(store, F_RDLCK);
}
