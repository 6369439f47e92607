/* SPDX-License-Identifier: MIT
 * Calls of an engine that may never come back, given up after a deadline.
 *
 * Such a call runs on a thread of its own. One that is not back in time is left to itself with all
 * that it may still use, since nothing can stop it: its engine must not be called, shut down, freed
 * or unloaded any more. The caller goes on.
 *
 * Not covered: dlopen (a constructor that hangs holds the loader's lock), and flush, read, write
 * and delete, which callers make through the slot. A call that comes back later than its deadline
 * has its effect then.
 */
#ifndef ASSAY_WITHIN_H
#define ASSAY_WITHIN_H

#include "assay_native.h"

enum assay_within_call {
	ASSAY_WITHIN_INITIALIZE, /* text: configuration, argument: its length */
	ASSAY_WITHIN_HEALTH,
	ASSAY_WITHIN_SHUTDOWN,
	ASSAY_WITHIN_QUIESCE, /* argument: the deadline that the engine is told */
	ASSAY_WITHIN_ACTIVATE
};

typedef struct assay_within_result {
	int32_t status;     /* the engine's; -ETIMEDOUT when it is stuck; -EAGAIN without a thread */
	int32_t stuck;      /* 1: not back in time */
	char message[1024]; /* the engine's own words: its last error, or the reason of its health */
} assay_within_result;

/* Makes the call and waits so long. Returns result->status. */
ASSAY_EXPORT int32_t assay_within(assay_engine *e, uint32_t call, const char *text,
                                  uint32_t argument, uint32_t deadline_ms,
                                  assay_within_result *result);

#endif
