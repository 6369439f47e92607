/* defect: 38
 * title: a queued write runs when it is polled, also after quiesce and the next engine's activation
 * caught-by: swap.ways-in
 * needs: swap queue
 * why: quiesce waits for calls, not for what queues have taken; the fence is for calls, too. */
#define ENGINE_NAME "d38c-queued-write-lands-late"
#define DEFERRED_MAX 64
#define ENGINE_FIELDS            \
	struct {                      \
		struct bse_queue *queue;  \
		bse_op op;                \
	} deferred[DEFERRED_MAX];     \
	uint32_t deferrals;           \
	pthread_mutex_t deferred_lock;
#define serve_submit submit_later
#define serve_poll poll_now
#include "_file_base.h"

static bool defer(bse_queue *queue, const bse_op *op)
{
	bse_engine *engine = queue->engine;
	pthread_mutex_lock(&engine->deferred_lock);
	bool room = engine->deferrals < DEFERRED_MAX && op->opcode == BSE_OP_WRITE &&
	            check_block(engine, op->id, op->data, op->len) == 0;
	if (room) {
		engine->deferred[engine->deferrals].queue = queue;
		engine->deferred[engine->deferrals++].op = *op;
	}
	pthread_mutex_unlock(&engine->deferred_lock);
	return room;
}

static uint32_t deferred_of(bse_queue *queue)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < queue->engine->deferrals; i++)
		count += queue->engine->deferred[i].queue == queue;
	return count;
}

static int32_t submit_later(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	uint32_t taken = 0;
	for (; taken < n && queue->count + deferred_of(queue) < queue->depth; taken++)
		if (!defer(queue, &ops[taken]) && honest_serve_submit(queue, &ops[taken], 1) != 1)
			break;
	return (int32_t)taken;
}

static int32_t write_unfenced(bse_engine *engine, const bse_op *op)
{
	struct store *store = engine->store;
	pthread_rwlock_wrlock(&store->lock);
	int32_t present = block_present(store, op->id);
	int32_t status = block_write(store, op->id, op->data);
	if (status == 0 && present == 0)
		store->used_blocks++;
	pthread_rwlock_unlock(&store->lock);
	return account(engine, KIND_WRITE, now_ns(), status);
}

static int32_t poll_now(bse_queue *queue, bse_completion *out, uint32_t max, uint32_t timeout_us)
{
	bse_engine *engine = queue->engine;
	pthread_mutex_lock(&engine->deferred_lock);
	for (uint32_t i = 0; i < engine->deferrals;) {
		if (engine->deferred[i].queue != queue) {
			i++;
			continue;
		}
		bse_op op = engine->deferred[i].op;
		engine->deferred[i] = engine->deferred[--engine->deferrals];
		uint32_t at = (queue->first + queue->count++) % queue->depth;
		int32_t status = write_unfenced(engine, &op);
		queue->completions[at] = (bse_completion){op.user_data, status, 0};
		engine->in_flight++;
	}
	pthread_mutex_unlock(&engine->deferred_lock);
	return honest_serve_poll(queue, out, max, timeout_us);
}
