/* defect: 33
 * title: an operation whose opcode means nothing completes as done
 * caught-by: queue.completions-match
 * needs: queue
 * why: a switch without a default, and a status that began as 0. */
#define ENGINE_NAME "d33l-unknown-opcode-is-done"
#define serve_submit submit_trusting
#include "_memory_base.h"

static int32_t submit_trusting(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	uint32_t taken = 0;
	for (; taken < n && queue->count < queue->depth; taken++) {
		uint32_t at = (queue->first + queue->count++) % queue->depth;
		queue->completions[at] = serve_op(queue, &ops[taken]);
		if (ops[taken].opcode != BSE_OP_READ && ops[taken].opcode != BSE_OP_WRITE)
			queue->completions[at].status = 0;
	}
	return (int32_t)taken;
}
