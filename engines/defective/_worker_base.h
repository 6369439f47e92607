/* The memory base with a thread for each queue, which makes its operations one after the other and
 * posts their completions; batches go through a queue of the engine's own. */
#define ENGINE_CAPABILITIES                                                        \
	(BSE_CAPABILITY_BATCH | BSE_CAPABILITY_LEASE | BSE_CAPABILITY_QUEUE |          \
	 BSE_CAPABILITY_HEALTH | BSE_CAPABILITY_METRICS | BSE_CAPABILITY_LOGGING |     \
	 BSE_CAPABILITY_FALLBACK)
/* The queue's functions are here and not those of _batch_queue.h. */
#define ENGINE_EXPORTS ((ENGINE_CAPABILITIES) & ~BSE_CAPABILITY_QUEUE)
#define ENGINE_FIELDS struct worker *batches; pthread_mutex_t batch_lock;
#define serve_initialize initialize_with_batches
#define serve_shutdown shutdown_with_batches
#define serve_batch batch_through_worker
#include "_memory_base.h"

#ifndef work_on
#define work_on honest_work_on
#endif
#ifndef submit_to
#define submit_to honest_submit_to
#endif
#ifndef poll_from
#define poll_from honest_poll_from
#endif

struct worker {
	bse_engine *engine;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	uint32_t depth, in_flight; /* taken and not yet polled */
	uint32_t first_op, ops_count, first_done, done_count;
	bool ends, of_batches;
	bse_op *ops;
	bse_completion *completions;
	unsigned char *bounce;
	uint64_t sum;
};

static void work_on(struct worker *worker, const bse_op *op);
static int32_t submit_to(struct worker *worker, const bse_op *ops, uint32_t n);
static int32_t poll_from(struct worker *worker, bse_completion *out, uint32_t max, uint32_t us);

static UNUSED void post(struct worker *worker, const bse_op *op, int32_t status)
{
	pthread_mutex_lock(&worker->lock);
	uint32_t at = (worker->first_done + worker->done_count++) % worker->depth;
	worker->completions[at] = (bse_completion){op->user_data, status, 0};
	pthread_cond_signal(&worker->done);
	pthread_mutex_unlock(&worker->lock);
}

/* Byte by byte, as an engine copies that keeps a sum. */
static UNUSED void copy_summing(struct worker *worker, unsigned char *to,
                                const unsigned char *from, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		worker->sum = worker->sum * 31 + (to[i] = from[i]);
}

static UNUSED void honest_work_on(struct worker *worker, const bse_op *op)
{
	int32_t status = fail(-EINVAL, "unknown opcode %u", op->opcode);
	if (op->opcode == BSE_OP_READ || op->opcode == BSE_OP_WRITE)
		status = serve_item(worker->engine, op->opcode == BSE_OP_READ ? KIND_READ : KIND_WRITE,
		                    op->id, op->data, op->len);
	post(worker, op, status);
}

static void *work_until_end(void *argument)
{
	struct worker *worker = argument;
	pthread_mutex_lock(&worker->lock);
	while (worker->ops_count > 0 || !worker->ends) {
		if (worker->ops_count == 0) {
			pthread_cond_wait(&worker->work, &worker->lock);
			continue;
		}
		bse_op op = worker->ops[worker->first_op];
		worker->first_op = (worker->first_op + 1) % worker->depth;
		worker->ops_count--;
		pthread_mutex_unlock(&worker->lock);
		work_on(worker, &op);
		pthread_mutex_lock(&worker->lock);
	}
	pthread_mutex_unlock(&worker->lock);
	return NULL;
}

/* The caller holds the lock, and there is room. */
static UNUSED void put_op(struct worker *worker, const bse_op *op)
{
	worker->ops[(worker->first_op + worker->ops_count++) % worker->depth] = *op;
	worker->in_flight++;
	worker->engine->in_flight++;
	pthread_cond_signal(&worker->work);
}

static UNUSED int32_t honest_submit_to(struct worker *worker, const bse_op *ops, uint32_t n)
{
	uint32_t taken = 0;
	pthread_mutex_lock(&worker->lock);
	for (; taken < n && worker->in_flight < worker->depth; taken++)
		put_op(worker, &ops[taken]);
	pthread_mutex_unlock(&worker->lock);
	return (int32_t)taken;
}

/* Sleeps until `least` completions are there, so much time is over, or no more will come. The
 * caller holds the lock. */
static UNUSED void wait_done(struct worker *worker, uint32_t least, uint32_t us)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	uint64_t ns = (uint64_t)until.tv_nsec + (uint64_t)us * 1000;
	until.tv_sec += (time_t)(ns / 1000000000u);
	until.tv_nsec = (long)(ns % 1000000000u);
	while (worker->done_count < least && worker->in_flight > 0)
		if (us == 0 || pthread_cond_timedwait(&worker->done, &worker->lock, &until) == ETIMEDOUT)
			break;
}

/* The caller holds the lock. */
static UNUSED int32_t take_done(struct worker *worker, bse_completion *out, uint32_t max)
{
	uint32_t stored = 0;
	for (; stored < max && worker->done_count > 0; stored++) {
		out[stored] = worker->completions[worker->first_done];
		worker->first_done = (worker->first_done + 1) % worker->depth;
		worker->done_count--;
		worker->in_flight--;
		worker->engine->in_flight--;
	}
	return (int32_t)stored;
}

static UNUSED int32_t honest_poll_from(struct worker *worker, bse_completion *out, uint32_t max,
                                       uint32_t us)
{
	pthread_mutex_lock(&worker->lock);
	wait_done(worker, max > 0, us);
	int32_t stored = take_done(worker, out, max);
	pthread_mutex_unlock(&worker->lock);
	return stored;
}

static struct worker *start_worker(bse_engine *engine, uint32_t depth)
{
	struct worker *worker = calloc(1, sizeof *worker);
	pthread_condattr_t attributes;
	worker->engine = engine;
	worker->depth = depth;
	worker->ops = calloc(depth, sizeof *worker->ops);
	worker->completions = calloc(depth, sizeof *worker->completions);
	worker->bounce = malloc(ENGINE_BLOCK_MAX);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&worker->work, &attributes);
	pthread_cond_init(&worker->done, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&worker->lock, NULL);
	pthread_create(&worker->thread, NULL, work_until_end, worker);
	return worker;
}

static void end_worker(struct worker *worker)
{
	pthread_mutex_lock(&worker->lock);
	worker->ends = true;
	pthread_cond_signal(&worker->work);
	pthread_mutex_unlock(&worker->lock);
	pthread_join(worker->thread, NULL);
	worker->engine->in_flight -= worker->in_flight;
	pthread_cond_destroy(&worker->work);
	pthread_cond_destroy(&worker->done);
	pthread_mutex_destroy(&worker->lock);
	free(worker->ops);
	free(worker->completions);
	free(worker->bounce);
	free(worker);
}

#include "_worker_calls.h"
