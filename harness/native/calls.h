/* SPDX-License-Identifier: MIT
 * Calls of an engine through its table, each noted in the flight recorder: calls.c. A caller has
 * checked that optional functions are present. */
#ifndef ASSAY_CALLS_H
#define ASSAY_CALLS_H

#include "assay_native.h"

int32_t assay_initialize(assay_engine *e, const char *config, uint32_t length);
int32_t assay_shutdown(assay_engine *e);
int32_t assay_write(assay_engine *e, uint64_t id, const void *data, uint32_t length);
int32_t assay_read(assay_engine *e, uint64_t id, void *data, uint32_t length);
int32_t assay_delete(assay_engine *e, uint64_t id);
int32_t assay_flush(assay_engine *e);
int32_t assay_write_batch(assay_engine *e, bse_io *items, uint32_t n);
int32_t assay_read_batch(assay_engine *e, bse_io *items, uint32_t n);
int32_t assay_lease(assay_engine *e, uint64_t id, uint64_t *out);
int32_t assay_release(assay_engine *e, const void *data);
int32_t assay_queue_create(assay_engine *e, uint32_t depth, bse_queue **out);
int32_t assay_queue_submit(assay_engine *e, bse_queue *queue, const bse_op *ops, uint32_t n);
int32_t assay_queue_poll(assay_engine *e, bse_queue *queue, bse_completion *out, uint32_t max,
                         uint32_t timeout_us);
int32_t assay_queue_destroy(assay_engine *e, bse_queue *queue);
int32_t assay_check_health(assay_engine *e, char *reason, uint32_t cap);
int32_t assay_quiesce(assay_engine *e, uint32_t deadline_ms);
int32_t assay_activate(assay_engine *e);

#endif
