/* defect: 47
 * title: a queue's event descriptor is closed with the engine, not with the queue
 * caught-by: process.descriptor-leak
 * why: queues were made once, at the beginning. */
#define ENGINE_NAME "d47e-descriptor-leak-per-queue"
#define serve_submit submit_with_event
#define serve_shutdown shutdown_events
#define ENGINE_FIELDS int events[1024]; uint32_t opened;
#include "_memory_base.h"
#include <sys/eventfd.h>

static int32_t submit_with_event(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	bse_engine *engine = queue->engine;
	if (queue->first == 0 && queue->count == 0 && engine->opened < 1024)
		engine->events[engine->opened++] = eventfd(0, EFD_CLOEXEC);
	return honest_serve_submit(queue, ops, n);
}

static int32_t shutdown_events(bse_engine *engine)
{
	while (engine->opened > 0)
		close(engine->events[--engine->opened]);
	return honest_serve_shutdown(engine);
}
