/* The calls of a swap drill's client, and what it makes of reads. Batches, leases and queues begin
 * and end between one enter and exit of the slot: they belong to the engine that made them. */
#include <errno.h>
#include <string.h>

#include "calls.h"
#include "swap_client.h"

static void batch(assay_swap_client *c, assay_engine *e, swap_plan *plan)
{
	bse_io items[SWAP_ITEMS];
	memset(items, 0, sizeof items);
	for (uint32_t i = 0; i < plan->count; i++) {
		items[i].id = swap_id(c, plan->block[i]);
		items[i].data = swap_item(c, i);
		items[i].len = c->block_bytes;
		items[i].status = -EINPROGRESS;
	}
	if (plan->operation == SWAP_WRITE_BATCH)
		assay_write_batch(e, items, plan->count);
	else
		assay_read_batch(e, items, plan->count);
	for (uint32_t i = 0; i < plan->count; i++)
		plan->status[i] = items[i].status;
}

static int32_t lease(assay_swap_client *c, assay_engine *e, uint64_t id)
{
	uint64_t leased[2] = {0, 0}; /* address, length */
	int32_t status = assay_lease(e, id, leased);
	if (status != 0)
		return status;
	const void *data = (const void *)(uintptr_t)leased[0];
	memcpy(swap_item(c, 0), data, leased[1] < c->block_bytes ? leased[1] : c->block_bytes);
	return assay_release(e, data);
}

/* Takes what has completed. Returns how many, or the error that ends the queue. */
static int32_t take(assay_swap_client *c, assay_engine *e, bse_queue *queue, swap_plan *plan,
                    uint32_t *done, uint32_t timeout_us)
{
	bse_completion completions[SWAP_ITEMS];
	int32_t taken = assay_queue_poll(e, queue, completions, SWAP_ITEMS, timeout_us);
	for (int32_t k = 0; k < taken; k++) {
		uint64_t item = completions[k].user_data;
		if (item >= plan->count) {
			swap_report(c, SWAP_WRONG, plan, 0, 0, 0);
			continue;
		}
		if (*done & (1u << item))
			swap_report(c, SWAP_DUPLICATED, plan, (uint32_t)item, plan->sequence[item], 0);
		*done |= 1u << item;
		plan->status[item] = completions[k].status;
	}
	return taken;
}

static void queue(assay_swap_client *c, assay_engine *e, swap_plan *plan)
{
	bse_op ops[SWAP_ITEMS];
	for (uint32_t i = 0; i < plan->count; i++) {
		uint32_t opcode = plan->sequence[i] != 0 ? BSE_OP_WRITE : BSE_OP_READ;
		ops[i] = (bse_op){i, swap_id(c, plan->block[i]), swap_item(c, i), c->block_bytes, opcode};
		plan->status[i] = -EINPROGRESS;
	}
	bse_queue *q = NULL;
	int32_t status = assay_queue_create(e, c->queue_depth, &q);
	uint32_t submitted = 0, done = 0;
	while (status == 0 && (submitted < plan->count || done != (1u << submitted) - 1)) {
		int32_t more = assay_queue_submit(e, q, ops + submitted, plan->count - submitted);
		submitted += more > 0 ? (uint32_t)more : 0;
		int32_t taken = more < 0 ? more : take(c, e, q, plan, &done, 1000000);
		/* A second without a completion: it was lost. */
		status = taken < 0 ? taken : taken == 0 ? -ETIMEDOUT : 0;
	}
	if (status == 0) /* nothing is in flight: whatever comes now has come before */
		take(c, e, q, plan, &done, 0);
	if (q != NULL)
		assay_queue_destroy(e, q);
	for (uint32_t i = 0; i < plan->count && status != 0; i++)
		if (!(done & (1u << i)))
			plan->status[i] = status;
}

void swap_perform(assay_swap_client *c, assay_engine *e, swap_plan *plan)
{
	uint64_t id = plan->count > 0 ? swap_id(c, plan->block[0]) : 0;
	switch (plan->operation) {
	case SWAP_WRITE:
		plan->status[0] = assay_write(e, id, c->buffer, c->block_bytes);
		break;
	case SWAP_READ:
		plan->status[0] = assay_read(e, id, c->buffer, c->block_bytes);
		break;
	case SWAP_DELETE:
		plan->status[0] = assay_delete(e, id);
		break;
	case SWAP_FLUSH:
		plan->status[0] = assay_flush(e);
		break;
	case SWAP_LEASE:
		plan->status[0] = lease(c, e, id);
		break;
	case SWAP_QUEUE:
		queue(c, e, plan);
		break;
	default:
		batch(c, e, plan);
		break;
	}
}
