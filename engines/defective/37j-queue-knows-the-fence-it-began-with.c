/* defect: 37
 * title: a queue that was created before the take-over goes on writing
 * caught-by: swap.fencing
 * needs: swap
 * why: whether the device is its engine's is asked when the queue is created, and not again. */
#define ENGINE_NAME "d37j-queue-knows-old-fence"
#define STORE_FIELDS bool by_queue;
#define claim claim_unless_queued
#define serve_submit submit_unfenced
#include "_file_base.h"

static int32_t claim_unless_queued(struct store *store)
{
	if (store->by_queue && store->state != STATE_STANDBY)
		return lock_writer(store, F_RDLCK);
	return honest_claim(store);
}

static int32_t submit_unfenced(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	struct store *store = queue->engine->store;
	/* One that is fenced by now was refused its queue, or got one that looks. */
	store->by_queue = store->state == STATE_SERVING;
	int32_t taken = honest_serve_submit(queue, ops, n);
	store->by_queue = false;
	return taken;
}
