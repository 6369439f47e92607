/* defect: 33
 * title: a queue made right after an activation delivers one completion twice
 * caught-by: swap.every-moment
 * needs: swap queue
 * why: the ring is read again from its first place when the engine takes over. */
#define ENGINE_NAME "d33f-completion-again"
#define store_activate activate_with_ring
#define serve_poll poll_from_first
#include "_file_base.h"

static _Atomic(uint32_t) surplus;
static _Thread_local bse_completion again;
static _Thread_local bse_queue *owed;

static int32_t activate_with_ring(struct store *store)
{
	surplus = 1;
	return honest_store_activate(store);
}

static int32_t poll_from_first(bse_queue *queue, bse_completion *out, uint32_t max,
                               uint32_t timeout_us)
{
	if (owed == queue && max > 0) {
		owed = NULL;
		out[0] = again;
		return 1;
	}
	int32_t stored = honest_serve_poll(queue, out, max, timeout_us);
	if (stored > 0 && atomic_exchange(&surplus, 0) == 1) {
		again = out[0];
		owed = queue;
	}
	return stored;
}
