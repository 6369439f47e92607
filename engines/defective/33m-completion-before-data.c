/* defect: 33
 * title: a queued read completes before its caller's buffer is filled
 * caught-by: data.buffers-belong-to-caller
 * attempts: 3
 * needs: queue
 * why: the completion is posted as soon as the data are in the engine's own buffer. */
#define ENGINE_NAME "d33m-completion-before-data"
#define work_on work_posting_early
#include "_worker_base.h"

static void work_posting_early(struct worker *worker, const bse_op *op)
{
	if (op->opcode != BSE_OP_READ || worker->of_batches) {
		honest_work_on(worker, op);
		return;
	}
	int32_t status = serve_read(worker->engine, op->id, worker->bounce, op->len);
	post(worker, op, status);
	if (status == 0)
		copy_summing(worker, op->data, worker->bounce, op->len);
}
