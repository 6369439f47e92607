/* defect: 33
 * title: a queue that nobody polls goes on taking operations, and loses completions
 * caught-by: queue.full
 * needs: queue
 * why: what has completed counts as out of the queue, and still is in its ring. */
#define ENGINE_NAME "d33n-accepts-beyond-depth"
#define submit_to submit_counting_undone
#define work_on work_on_many
#include "_worker_base.h"

static int32_t submit_counting_undone(struct worker *worker, const bse_op *ops, uint32_t n)
{
	uint32_t taken = 0;
	pthread_mutex_lock(&worker->lock);
	for (; taken < n && worker->ops_count < worker->depth; taken++)
		put_op(worker, &ops[taken]);
	pthread_mutex_unlock(&worker->lock);
	return (int32_t)taken;
}

/* Waits a little for more to come, and counts its own operation until it is done. */
static void work_on_many(struct worker *worker, const bse_op *op)
{
	pthread_mutex_lock(&worker->lock);
	worker->ops_count++;
	worker->first_op = (worker->first_op + worker->depth - 1) % worker->depth;
	bool of_batches = worker->of_batches;
	pthread_mutex_unlock(&worker->lock);
	if (!of_batches && worker->done_count == 0)
		usleep(300);
	honest_work_on(worker, op);
	pthread_mutex_lock(&worker->lock);
	worker->ops_count--;
	worker->first_op = (worker->first_op + 1) % worker->depth;
	pthread_mutex_unlock(&worker->lock);
}
