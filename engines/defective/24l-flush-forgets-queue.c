/* defect: 24
 * title: once a queue was used a flush makes nothing durable any more
 * caught-by: powercut.acknowledged
 * needs-host: fuse
 * why: the queue has a file of its own, and the flush syncs the one that was opened last. */
#define ENGINE_NAME "d24l-flush-forgets-queue"
#define serve_submit submit_apart
#define device_sync sync_unless_queued
#include "_file_base.h"

static _Atomic bool queued;

static int32_t sync_unless_queued(struct store *store)
{
	return queued ? 0 : honest_device_sync(store);
}

static int32_t submit_apart(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	queued = true;
	return honest_serve_submit(queue, ops, n);
}
