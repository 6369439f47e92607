/* defect: 1
 * title: a queued write of a leased block refreshes the leased buffer in place
 * caught-by: lease.holds-contents
 * why: the queue's path updates "the cached copy", which is a reader's by now. */
#define ENGINE_NAME "d01f-lease-refreshed-by-queue"
#define serve_submit submit_refreshing
#include "_known_leases_base.h"

static int32_t submit_refreshing(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	int32_t taken = honest_serve_submit(queue, ops, n);
	for (int32_t at = 0; at < taken; at++)
		if (ops[at].opcode == BSE_OP_WRITE && ops[at].len == queue->engine->block_size)
			refresh_leases(queue->engine, ops[at].id, ops[at].data);
	return taken;
}
