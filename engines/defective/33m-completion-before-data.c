/* defect: 33
 * title: a queued read completes before its caller's buffer is filled
 * caught-by: data.buffers-belong-to-caller
 * attempts: 3
 * needs: queue
 * why: the completion is posted as soon as the data are in the engine's own buffer. */
#define ENGINE_NAME "d33m-completion-before-data"
#define work_on work_posting_early
#include "_worker_early.h"

static void work_posting_early(struct worker *worker, const bse_op *op)
{
	if (op->opcode == BSE_OP_READ && !worker->of_batches)
		read_posting_early(worker, op);
	else
		honest_work_on(worker, op);
}
