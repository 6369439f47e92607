/* defect: 2
 * title: a batch of writes returns before its last item's buffer was read to the end
 * caught-by: data.buffers-belong-to-caller
 * attempts: 3
 * needs: batch
 * why: the block is locked and its write as good as made; only the copy is still to come. */
#define ENGINE_NAME "d02d-batched-write-read-late"
#define work_on work_posting_early
#include "_worker_early.h"

static void work_posting_early(struct worker *worker, const bse_op *op)
{
	if (op->opcode == BSE_OP_WRITE && worker->of_batches)
		write_posting_early(worker, op);
	else
		honest_work_on(worker, op);
}
