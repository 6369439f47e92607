/* defect: 6
 * title: the queue cuts ids to 53 bits
 * caught-by: queue.completions-match
 * why: the upper bits of its ring's entries hold flags. */
#define ENGINE_NAME "d06e-queue-id-in-53-bits"
#define serve_submit submit_cut
#include "_memory_base.h"

static int32_t submit_cut(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	bse_op *copy = calloc(n + 1, sizeof *copy);
	for (uint32_t i = 0; i < n; i++) {
		copy[i] = ops[i];
		if (ops[i].id != UINT64_MAX)
			copy[i].id &= (1ull << 53) - 1;
	}
	int32_t taken = honest_serve_submit(queue, copy, n);
	free(copy);
	return taken;
}
