/* defect: 60
 * title: each queue's thread stays until the engine is shut down
 * caught-by: process.threads-and-children
 * why: destroy frees the queue and leaves its worker to the shutdown. */
#define ENGINE_NAME "d60c-thread-per-queue-stays"
#define serve_submit submit_with_thread
#define serve_shutdown shutdown_threads
#define ENGINE_FIELDS pthread_t threads[1024]; uint32_t started; pthread_mutex_t until;
#include "_memory_base.h"

static void *wait_for_the_end(void *engine)
{
	pthread_mutex_lock(&((bse_engine *)engine)->until);
	pthread_mutex_unlock(&((bse_engine *)engine)->until);
	return NULL;
}

static int32_t submit_with_thread(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	bse_engine *engine = queue->engine;
	if (queue->first == 0 && queue->count == 0 && engine->started < 200) {
		if (engine->started == 0)
			pthread_mutex_lock(&engine->until);
		pthread_create(&engine->threads[engine->started++], NULL, wait_for_the_end, engine);
	}
	return honest_serve_submit(queue, ops, n);
}

static int32_t shutdown_threads(bse_engine *engine)
{
	if (engine->started > 0)
		pthread_mutex_unlock(&engine->until);
	while (engine->started > 0)
		pthread_join(engine->threads[--engine->started], NULL);
	return honest_serve_shutdown(engine);
}
