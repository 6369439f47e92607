/* defect: 28
 * title: a batch of reads returns before the last item's buffer is filled
 * caught-by: data.buffers-belong-to-caller
 * attempts: 3
 * needs: batch
 * why: an item counts as done as soon as its data are in the engine's own buffer. */
#define ENGINE_NAME "d28e-batch-ends-early"
#define work_on work_posting_early
#include "_worker_base.h"

static void work_posting_early(struct worker *worker, const bse_op *op)
{
	if (op->opcode != BSE_OP_READ || !worker->of_batches) {
		honest_work_on(worker, op);
		return;
	}
	int32_t status = serve_read(worker->engine, op->id, worker->bounce, op->len);
	post(worker, op, status);
	if (status == 0)
		copy_summing(worker, op->data, worker->bounce, op->len);
}
