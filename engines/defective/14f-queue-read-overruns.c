/* defect: 14
 * title: a queued read stores 8 bytes behind the caller's buffer
 * caught-by: data.guarded-buffers
 * verdict: crashed
 * why: blocks are kept with their checksum, and one path copies it along. */
#define ENGINE_NAME "d14f-queue-read-overruns"
#define serve_submit submit_overrunning
#include "_memory_base.h"

static int32_t submit_overrunning(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	int32_t taken = honest_serve_submit(queue, ops, n);
	for (int32_t i = 0; i < taken; i++)
		if (ops[i].opcode == BSE_OP_READ && ops[i].len == queue->engine->block_size)
			memset((char *)ops[i].data + ops[i].len, 0, 8);
	return taken;
}
