/* defect: 28
 * title: a batch of reads returns before the last item's buffer is filled
 * caught-by: data.buffers-belong-to-caller
 * attempts: 3
 * needs: batch
 * verdict: fail crashed
 * why: an item counts as done as soon as its data are in the engine's own buffer. */
#define ENGINE_NAME "d28e-batch-ends-early"
#define work_on work_posting_early
#include "_worker_early.h"

static void work_posting_early(struct worker *worker, const bse_op *op)
{
	if (op->opcode == BSE_OP_READ && worker->of_batches)
		read_posting_early(worker, op);
	else
		honest_work_on(worker, op);
}
