/* One wrapper per ABI function: note the call in the flight recorder, make it, note its status. */
#include "calls.h"

_Thread_local assay_recorder_lane *assay_recorder;

void assay_recorder_attach(assay_recorder_lane *lane)
{
	assay_recorder = lane;
}

#define CALL(kind, id, length, expression)                                      \
	do {                                                                        \
		assay_recorder_entry *entry = assay_record(ASSAY_CALL_##kind, id, length); \
		return assay_recorded(entry, expression);                               \
	} while (0)

/* Initializes through the table's library; on success the table holds the handle. */
ASSAY_EXPORT int32_t assay_initialize(assay_engine *e, const char *config, uint32_t length)
{
	CALL(INITIALIZE, 0, length, e->initialize(config, length, &e->handle));
}

ASSAY_EXPORT int32_t assay_shutdown(assay_engine *e)
{
	CALL(SHUTDOWN, 0, 0, e->shutdown(e->handle));
}

ASSAY_EXPORT int32_t assay_write(assay_engine *e, uint64_t id, const void *data, uint32_t length)
{
	CALL(WRITE, id, length, e->write_block(e->handle, id, data, length));
}

ASSAY_EXPORT int32_t assay_read(assay_engine *e, uint64_t id, void *data, uint32_t length)
{
	CALL(READ, id, length, e->read_block(e->handle, id, data, length));
}

ASSAY_EXPORT int32_t assay_delete(assay_engine *e, uint64_t id)
{
	CALL(DELETE, id, 0, e->delete_block(e->handle, id));
}

ASSAY_EXPORT int32_t assay_flush(assay_engine *e)
{
	CALL(FLUSH, 0, 0, e->flush(e->handle));
}

ASSAY_EXPORT int32_t assay_get_stats(assay_engine *e, bse_stats *stats)
{
	CALL(STATS, 0, stats->size, e->get_stats(e->handle, stats));
}

ASSAY_EXPORT int32_t assay_last_error(assay_engine *e, char *buf, uint32_t cap)
{
	return e->last_error(buf, cap);
}

ASSAY_EXPORT int32_t assay_write_batch(assay_engine *e, bse_io *items, uint32_t n)
{
	CALL(WRITE_BATCH, n ? items[0].id : 0, n, e->write_batch(e->handle, items, n));
}

ASSAY_EXPORT int32_t assay_read_batch(assay_engine *e, bse_io *items, uint32_t n)
{
	CALL(READ_BATCH, n ? items[0].id : 0, n, e->read_batch(e->handle, items, n));
}

/* out[0] the address, out[1] the length. */
ASSAY_EXPORT int32_t assay_lease(assay_engine *e, uint64_t id, uint64_t *out)
{
	const void *data = NULL;
	uint32_t length = 0;
	assay_recorder_entry *entry = assay_record(ASSAY_CALL_LEASE, id, 0);
	int32_t status = e->lease_block(e->handle, id, &data, &length);
	out[0] = (uint64_t)(uintptr_t)data;
	out[1] = length;
	return assay_recorded(entry, status);
}

ASSAY_EXPORT int32_t assay_release(assay_engine *e, const void *data)
{
	CALL(RELEASE, (uint64_t)(uintptr_t)data, 0, e->release_block(e->handle, data));
}

ASSAY_EXPORT int32_t assay_queue_create(assay_engine *e, uint32_t depth, bse_queue **out)
{
	CALL(QUEUE_CREATE, 0, depth, e->queue_create(e->handle, depth, out));
}

ASSAY_EXPORT int32_t assay_queue_submit(assay_engine *e, bse_queue *queue, const bse_op *ops,
                                        uint32_t n)
{
	CALL(QUEUE_SUBMIT, n ? ops[0].id : 0, n, e->queue_submit(queue, ops, n));
}

ASSAY_EXPORT int32_t assay_queue_poll(assay_engine *e, bse_queue *queue, bse_completion *out,
                                      uint32_t max, uint32_t timeout_us)
{
	CALL(QUEUE_POLL, 0, max, e->queue_poll(queue, out, max, timeout_us));
}

ASSAY_EXPORT int32_t assay_queue_destroy(assay_engine *e, bse_queue *queue)
{
	CALL(QUEUE_DESTROY, 0, 0, e->queue_destroy(queue));
}

ASSAY_EXPORT int32_t assay_check_health(assay_engine *e, char *reason, uint32_t cap)
{
	CALL(HEALTH, 0, cap, e->check_health(e->handle, reason, cap));
}

ASSAY_EXPORT int32_t assay_collect_metrics(assay_engine *e, char *json, uint32_t cap)
{
	CALL(METRICS, 0, cap, e->collect_metrics(e->handle, json, cap));
}

ASSAY_EXPORT int32_t assay_drain_log(assay_engine *e, char *ndjson, uint32_t cap)
{
	CALL(DRAIN_LOG, 0, cap, e->drain_log(e->handle, ndjson, cap));
}

ASSAY_EXPORT int32_t assay_set_log_level(assay_engine *e, uint32_t level)
{
	CALL(SET_LOG_LEVEL, level, 0, e->set_log_level(e->handle, level));
}

ASSAY_EXPORT int32_t assay_get_fallback(assay_engine *e, bse_engine **out)
{
	CALL(FALLBACK, 0, 0, e->get_fallback_engine(e->handle, out));
}

ASSAY_EXPORT int32_t assay_quiesce(assay_engine *e, uint32_t deadline_ms)
{
	CALL(QUIESCE, deadline_ms, 0, e->quiesce(e->handle, deadline_ms));
}

ASSAY_EXPORT int32_t assay_activate(assay_engine *e)
{
	CALL(ACTIVATE, 0, 0, e->activate(e->handle));
}
