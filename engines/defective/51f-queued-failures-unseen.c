/* defect: 51
 * title: queued writes that the device refuses change neither health nor counters
 * caught-by: faults.queue-and-delete
 * why: the queue has a path of its own, without the accounting. */
#define ENGINE_NAME "d51f-queued-failures-unseen"
#define serve_submit submit_unaccounted
#include "_file_base.h"

static int32_t submit_unaccounted(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	bse_engine *engine = queue->engine;
	uint64_t failures = engine->failures[KIND_WRITE];
	bool unhealthy = engine->unhealthy[KIND_WRITE];
	int32_t taken = honest_serve_submit(queue, ops, n);
	if (engine->failures[KIND_WRITE] > failures) {
		engine->failures[KIND_WRITE] = failures;
		engine->unhealthy[KIND_WRITE] = unhealthy;
	}
	return taken;
}
