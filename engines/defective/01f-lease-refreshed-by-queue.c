/* defect: 1
 * title: a queued write of a leased block refreshes the leased buffer in place
 * caught-by: lease.holds-contents
 * why: the queue's path updates "the cached copy", which is a reader's by now. */
#define ENGINE_NAME "d01f-lease-refreshed-by-queue"
#define ENGINE_FIELDS struct { uint64_t id; void *data; } leases[64];
#define serve_lease lease_remembered
#define serve_release release_remembered
#define serve_submit submit_refreshing
#include "_memory_base.h"

static int32_t lease_remembered(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	for (int i = 0; i < 64 && status == 0; i++) {
		if (engine->leases[i].data != NULL)
			continue;
		engine->leases[i].id = id;
		engine->leases[i].data = (void *)(uintptr_t)*data;
		break;
	}
	return status;
}

static int32_t release_remembered(bse_engine *engine, const void *data)
{
	for (int i = 0; i < 64; i++)
		if (engine->leases[i].data == data)
			engine->leases[i].data = NULL;
	return honest_serve_release(engine, data);
}

static int32_t submit_refreshing(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	int32_t taken = honest_serve_submit(queue, ops, n);
	bse_engine *engine = queue->engine;
	for (int32_t at = 0; at < taken; at++)
		for (int i = 0; i < 64 && ops[at].opcode == BSE_OP_WRITE; i++)
			if (engine->leases[i].data != NULL && engine->leases[i].id == ops[at].id &&
			    ops[at].len == engine->block_size)
				memcpy(engine->leases[i].data, ops[at].data, ops[at].len);
	return taken;
}
