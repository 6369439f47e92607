/* defect: 33
 * title: after 65,536 operations a queue whose depth is no power of two mixes up its completions
 * caught-by: queue.long-lived
 * needs: queue
 * why: head and tail have 16 bits and are taken modulo the depth, which does not divide 2^16. */
#define ENGINE_NAME "d33k-counter-wraps-in-odd-ring"
#define serve_submit submit_wrapping
#define serve_poll poll_wrapping
#include "_memory_base.h"

static int32_t submit_wrapping(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	int32_t taken = 0;
	for (; (uint32_t)taken < n && queue->count < queue->depth; taken++) {
		uint32_t tail = (uint16_t)(queue->first + queue->count) % queue->depth;
		queue->completions[tail] = serve_op(queue, &ops[taken]);
		queue->count++;
	}
	return taken;
}

static int32_t poll_wrapping(bse_queue *queue, bse_completion *out, uint32_t max,
                             uint32_t timeout_us)
{
	int32_t stored = 0;
	(void)timeout_us;
	for (; (uint32_t)stored < max && queue->count > 0; stored++) {
		out[stored] = queue->completions[(uint16_t)queue->first % queue->depth];
		queue->first++;
		queue->count--;
		queue->engine->in_flight--;
	}
	return stored;
}
