/* defect: 49
 * title: queued operations with a bad id are counted as done
 * caught-by: stats.failures-not-successes
 * why: counted when they are taken. */
#define ENGINE_NAME "d49o-refused-items-count"
#define serve_submit submit_counted
#include "_memory_base.h"

static int32_t submit_counted(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	int32_t taken = honest_serve_submit(queue, ops, n);
	for (int32_t i = 0; i < taken; i++)
		if (ops[i].id >= queue->engine->store->capacity_blocks)
			queue->engine->successes[ops[i].opcode == BSE_OP_READ ? KIND_READ : KIND_WRITE]++;
	return taken;
}
