/* How a worker completes an operation while its buffer is still in use. Who includes it says of
 * which operations. */
#ifndef WORKER_EARLY_H
#define WORKER_EARLY_H

#include "_worker_base.h"

/* Filled from the worker's own buffer after the completion was posted. */
static UNUSED void read_posting_early(struct worker *worker, const bse_op *op)
{
	int32_t status = serve_read(worker->engine, op->id, worker->bounce, op->len);
	post(worker, op, status);
	if (status == 0)
		copy_summing(worker, op->data, worker->bounce, op->len);
}

/* Readers wait for the lock: none of them sees the block before it is copied. */
static UNUSED void write_posting_early(struct worker *worker, const bse_op *op)
{
	bse_engine *engine = worker->engine;
	struct store *store = engine->store;
	if (check_block(engine, op->id, op->data, op->len) != 0) {
		honest_work_on(worker, op);
		return;
	}
	uint64_t started = now_ns();
	pthread_rwlock_wrlock(&store->lock);
	struct slot *slot = need_slot(store, op->id);
	account(engine, KIND_WRITE, started, 0);
	post(worker, op, 0);
	copy_summing(worker, slot->data, op->data, store->block_size);
	pthread_rwlock_unlock(&store->lock);
}

#endif
