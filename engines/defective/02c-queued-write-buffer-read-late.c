/* defect: 2
 * title: a queued write completes before its caller's buffer was read to the end
 * caught-by: data.buffers-belong-to-caller
 * attempts: 3
 * needs: queue
 * why: the block is locked and its write as good as made; only the copy is still to come. */
#define ENGINE_NAME "d02c-queued-write-read-late"
#define work_on work_posting_early
#include "_worker_base.h"

/* Readers wait for the lock: none of them sees the block before it is copied. */
static void work_posting_early(struct worker *worker, const bse_op *op)
{
	bse_engine *engine = worker->engine;
	struct store *store = engine->store;
	int32_t status = check_block(engine, op->id, op->data, op->len);
	if (op->opcode != BSE_OP_WRITE || worker->of_batches || status != 0) {
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
