/* SPDX-License-Identifier: MIT
 * libassay: the few helpers of the harness that must be C.
 *
 * Why the engine is loaded and called through here and not bound symbol by symbol from JavaScript:
 *  - RTLD_NOW turns a missing symbol into an error where lazy binding kills the process;
 *  - a table of function pointers is a plain number, so Workers and the swap slot share it without
 *    each loading the library again;
 *  - the last operations before a death are recorded here for a nanosecond, whoever calls.
 * The price, one indirect call, is part of the floor that is measured on the null engine.
 */
#ifndef ASSAY_NATIVE_H
#define ASSAY_NATIVE_H

#include <stddef.h>
#include <stdint.h>

#include "block_engine.h"

#define ASSAY_EXPORT __attribute__((visibility("default")))

/* One loaded library's functions plus one engine handle. Optional functions may be NULL; the
 * harness checks presence (`assay_engine_functions`) before it calls one. */
typedef struct assay_engine {
	bse_engine *handle;
	void *library; /* dlopen handle; shared by all engines of one load */
	int32_t (*initialize)(const char *, uint32_t, bse_engine **);
	int32_t (*shutdown)(bse_engine *);
	int32_t (*write_block)(bse_engine *, uint64_t, const void *, uint32_t);
	int32_t (*read_block)(bse_engine *, uint64_t, void *, uint32_t);
	int32_t (*delete_block)(bse_engine *, uint64_t);
	int32_t (*flush)(bse_engine *);
	int32_t (*get_stats)(bse_engine *, bse_stats *);
	int32_t (*last_error)(char *, uint32_t);
	int32_t (*write_batch)(bse_engine *, bse_io *, uint32_t);
	int32_t (*read_batch)(bse_engine *, bse_io *, uint32_t);
	int32_t (*lease_block)(bse_engine *, uint64_t, const void **, uint32_t *);
	int32_t (*release_block)(bse_engine *, const void *);
	int32_t (*queue_create)(bse_engine *, uint32_t, bse_queue **);
	int32_t (*queue_submit)(bse_queue *, const bse_op *, uint32_t);
	int32_t (*queue_poll)(bse_queue *, bse_completion *, uint32_t, uint32_t);
	int32_t (*queue_destroy)(bse_queue *);
	int32_t (*check_health)(bse_engine *, char *, uint32_t);
	int32_t (*collect_metrics)(bse_engine *, char *, uint32_t);
	int32_t (*drain_log)(bse_engine *, char *, uint32_t);
	int32_t (*set_log_level)(bse_engine *, uint32_t);
	int32_t (*get_fallback_engine)(bse_engine *, bse_engine **);
	int32_t (*quiesce)(bse_engine *, uint32_t);
	int32_t (*activate)(bse_engine *);
} assay_engine;

/* What a call was, in the flight recorder. */
enum assay_call {
	ASSAY_CALL_NONE = 0,
	ASSAY_CALL_INITIALIZE,
	ASSAY_CALL_SHUTDOWN,
	ASSAY_CALL_WRITE,
	ASSAY_CALL_READ,
	ASSAY_CALL_DELETE,
	ASSAY_CALL_FLUSH,
	ASSAY_CALL_STATS,
	ASSAY_CALL_WRITE_BATCH,
	ASSAY_CALL_READ_BATCH,
	ASSAY_CALL_LEASE,
	ASSAY_CALL_RELEASE,
	ASSAY_CALL_QUEUE_CREATE,
	ASSAY_CALL_QUEUE_SUBMIT,
	ASSAY_CALL_QUEUE_POLL,
	ASSAY_CALL_QUEUE_DESTROY,
	ASSAY_CALL_HEALTH,
	ASSAY_CALL_METRICS,
	ASSAY_CALL_DRAIN_LOG,
	ASSAY_CALL_SET_LOG_LEVEL,
	ASSAY_CALL_FALLBACK,
	ASSAY_CALL_QUIESCE,
	ASSAY_CALL_ACTIVATE,
	ASSAY_CALL_UNLOAD
};

#define ASSAY_RECORDER_LANES 64u
#define ASSAY_RECORDER_ENTRIES 32u

/* The flight recorder: a shared file mapping that the coordinator reads after a death. A lane
 * belongs to one thread; entry (sequence % ENTRIES) is written before the call, its status
 * after. */
typedef struct assay_recorder_entry {
	uint64_t sequence; /* from 1 */
	uint64_t id;
	uint32_t call; /* enum assay_call */
	uint32_t length;
	int32_t status;
	uint32_t done; /* 1 after the call returned */
} assay_recorder_entry;

typedef struct assay_recorder_lane {
	uint64_t sequence;
	uint64_t reserved;
	assay_recorder_entry entries[ASSAY_RECORDER_ENTRIES];
} assay_recorder_lane;

/* Attach the calling thread to a lane of the mapping; NULL detaches it. */
ASSAY_EXPORT void assay_recorder_attach(assay_recorder_lane *lane);

extern _Thread_local assay_recorder_lane *assay_recorder;

static inline assay_recorder_entry *assay_record_in(assay_recorder_lane *lane, uint32_t call,
                                                    uint64_t id, uint32_t length)
{
	uint64_t sequence = lane->sequence + 1;
	assay_recorder_entry *entry = &lane->entries[sequence % ASSAY_RECORDER_ENTRIES];
	entry->sequence = sequence;
	entry->id = id;
	entry->call = call;
	entry->length = length;
	entry->status = 0;
	entry->done = 0;
	lane->sequence = sequence;
	return entry;
}

static inline assay_recorder_entry *assay_record(uint32_t call, uint64_t id, uint32_t length)
{
	static _Thread_local assay_recorder_entry nowhere;
	assay_recorder_lane *lane = assay_recorder;
	return lane == NULL ? &nowhere : assay_record_in(lane, call, id, length);
}

static inline int32_t assay_recorded(assay_recorder_entry *entry, int32_t status)
{
	entry->status = status;
	entry->done = 1;
	return status;
}

#endif
