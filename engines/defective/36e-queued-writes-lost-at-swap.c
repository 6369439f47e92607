/* defect: 36
 * title: what was written through queues misses the hand-over
 * caught-by: swap.every-moment
 * needs: swap queue
 * why: quiesce hands over what calls have left dirty; queues were added later. */
#define ENGINE_NAME "d36e-queued-writes-lost"
#define store_write write_noting_queue
#define store_quiesce quiesce_without_queues
#define serve_submit submit_noted
#include "_write_back_base.h"

#define PLACES 4096

static _Thread_local bool in_queue;
static _Atomic(bool) queued[PLACES];

static int32_t submit_noted(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	in_queue = true;
	int32_t taken = honest_serve_submit(queue, ops, n);
	in_queue = false;
	return taken;
}

static int32_t write_noting_queue(struct store *store, uint64_t id, const void *data)
{
	queued[id % PLACES] = in_queue;
	return honest_store_write(store, id, data);
}

static int32_t quiesce_without_queues(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	for (uint32_t at = store->cached; at-- > 0;)
		if (queued[store->cache[at].id % PLACES])
			cache_drop(store, at);
	pthread_rwlock_unlock(&store->lock);
	return honest_store_quiesce(store);
}
