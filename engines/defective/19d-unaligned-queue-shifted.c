/* defect: 19
 * title: a queued transfer at an unaligned address moves from the aligned one below it
 * caught-by: data.unaligned-buffers
 * why: the address is rounded for the device. */
#define ENGINE_NAME "d19d-unaligned-queue-shifted"
#define serve_submit submit_rounding
#include "_memory_base.h"

static int32_t submit_rounding(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	bse_op *copy = calloc(n + 1, sizeof *copy);
	for (uint32_t i = 0; i < n; i++) {
		copy[i] = ops[i];
		copy[i].data = (void *)((uintptr_t)ops[i].data / 512 * 512);
	}
	int32_t taken = honest_serve_submit(queue, copy, n);
	free(copy);
	return taken;
}
