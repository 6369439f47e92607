/* The hand-over: what happens between closing the gate and opening it, in one call, so that no
 * garbage collection or scheduling of JavaScript falls into the stall.
 *
 *   close -> drain -> old quiesces -> new activates -> store -> open
 *
 * Whatever fails before the store rolls back: the old engine, made active again if it had been
 * quiesced, goes on serving, and the gate opens. Loading, initializing and checking the new engine
 * come before this, shutting down the old one after it: they take as long as they take.
 *
 * A quiesce or activate that never returns keeps the gate closed, and the coordinator's watchdog
 * ends the process; unless the swapper gives such calls a deadline (within.h): then that, too,
 * rolls back. Not covered: what a call does that comes back after it was given up. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>

#include "calls.h"
#include "slot.h"
#include "within.h"

int32_t assay_slot_drain(assay_slot *slot, uint32_t deadline_ms);
assay_engine *assay_slot_engine(assay_slot *slot);

/* Rehearsals of what seldom happens, so that it is known to work when it does. */
#define ASSAY_SWAP_FAIL_ACTIVATION 1u
/* The old engine is flushed and not asked to quiesce, as one that is replaced by force. */
#define ASSAY_SWAP_BY_FORCE 2u

enum assay_swap_stage {
	ASSAY_SWAP_REFUSED = 1, /* nothing was done */
	ASSAY_SWAP_DRAIN,
	ASSAY_SWAP_QUIESCE,
	ASSAY_SWAP_ACTIVATE,
	ASSAY_SWAP_DONE
};

/* All doubles: nanoseconds of CLOCK_MONOTONIC stay exact in them for 104 days of uptime. */
typedef struct assay_swap_report {
	double stage;           /* the stage that failed, or ASSAY_SWAP_DONE */
	double status;          /* its status */
	double rollback_status; /* of re-activating the old engine; 0 when it was not needed */
	double closed_ns;       /* times; 0 for a stage that was not reached */
	double drained_ns;
	double quiesced_ns;
	double activated_ns;
	double opened_ns;
	char message[192]; /* the failing engine's own words */
	double stuck;      /* 1: the failing engine did not come back from that call */
	double old_stuck;  /* 1: the old one did not from being made active again */
} assay_swap_report;

/* What the swapper allows. */
typedef struct terms {
	uint32_t drain_ms, quiesce_ms, rehearsal;
	uint32_t call_ms; /* for an activation, and for a quiesce beyond its deadline; 0: no limit */
} terms;

static int32_t failed(assay_swap_report *report, uint32_t stage, int32_t status)
{
	report->stage = stage;
	report->status = status;
	return status;
}

/* Quiesces or activates; `words` (of the size of report->message) is for the engine's own. */
static int32_t call(assay_engine *e, uint32_t which, const terms *terms, char *words,
                    double *stuck)
{
	bool is_quiesce = which == ASSAY_WITHIN_QUIESCE;
	uint32_t words_bytes = sizeof((assay_swap_report *)0)->message;
	if (terms->call_ms == 0) {
		int32_t status = is_quiesce ? assay_quiesce(e, terms->quiesce_ms) : assay_activate(e);
		if (status != 0)
			e->last_error(words, words_bytes);
		return status;
	}
	assay_within_result result;
	uint32_t limit_ms = is_quiesce ? terms->quiesce_ms + terms->call_ms : terms->call_ms;
	assay_within(e, which, NULL, terms->quiesce_ms, limit_ms, &result);
	memcpy(words, result.message, words_bytes - 1);
	*stuck = result.stuck;
	return result.status;
}

static double now_ns(void)
{
	return (double)slot_now_ns();
}

/* An activation that must fail: meanwhile this process can't write to files (SIGXFSZ ignored, so
 * that writes answer EFBIG). Without effect on block devices and on engines that take over without
 * writing; then the swap just succeeds. */
static int32_t activate(assay_engine *next, const terms *terms, assay_swap_report *report)
{
	struct rlimit before, none;
	bool must_fail = (terms->rehearsal & ASSAY_SWAP_FAIL_ACTIVATION) != 0;
	if (!must_fail || getrlimit(RLIMIT_FSIZE, &before) != 0)
		return call(next, ASSAY_WITHIN_ACTIVATE, terms, report->message, &report->stuck);
	signal(SIGXFSZ, SIG_IGN);
	none = before;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_FSIZE, &none);
	int32_t status = call(next, ASSAY_WITHIN_ACTIVATE, terms, report->message, &report->stuck);
	setrlimit(RLIMIT_FSIZE, &before);
	return status;
}

static int32_t quiesce(assay_engine *old, const terms *terms, assay_swap_report *report)
{
	if (!(terms->rehearsal & ASSAY_SWAP_BY_FORCE))
		return call(old, ASSAY_WITHIN_QUIESCE, terms, report->message, &report->stuck);
	int32_t status = assay_flush(old);
	if (status != 0)
		old->last_error(report->message, sizeof report->message);
	return status;
}

/* Gate closed, the old engine serving or quiesced; on failure it serves again. */
static int32_t replace(assay_slot *slot, assay_engine *old, assay_engine *next, const terms *terms,
                       assay_swap_report *report)
{
	int32_t status = assay_slot_drain(slot, terms->drain_ms);
	if (status != 0)
		return failed(report, ASSAY_SWAP_DRAIN, status);
	report->drained_ns = now_ns();
	status = quiesce(old, terms, report);
	if (status != 0) /* by contract it goes on serving */
		return failed(report, ASSAY_SWAP_QUIESCE, status);
	report->quiesced_ns = now_ns();
	status = activate(next, terms, report);
	if (status != 0) {
		char unheard[sizeof report->message];
		report->rollback_status =
			call(old, ASSAY_WITHIN_ACTIVATE, terms, unheard, &report->old_stuck);
		return failed(report, ASSAY_SWAP_ACTIVATE, status);
	}
	report->activated_ns = now_ns();
	report->stage = ASSAY_SWAP_DONE;
	return 0;
}

/* [one swapper at a time] Hands over from the slot's engine to `next`, a standby engine over the
 * same data. rehearsal: ASSAY_SWAP_ bits; call_ms: see terms. 0, or the status of the stage that
 * failed; the report has the whole story. */
ASSAY_EXPORT int32_t assay_slot_hand_over(assay_slot *slot, assay_engine *next, uint32_t drain_ms,
                                          uint32_t quiesce_ms, uint32_t rehearsal,
                                          uint32_t call_ms, assay_swap_report *report)
{
	memset(report, 0, sizeof *report);
	const terms terms = {drain_ms, quiesce_ms, rehearsal, call_ms};
	assay_engine *old = assay_slot_engine(slot);
	if (old == NULL)
		return failed(report, ASSAY_SWAP_REFUSED, -ENODEV);
	if (old == next)
		return failed(report, ASSAY_SWAP_REFUSED, -EALREADY);
	if (old->quiesce == NULL || old->activate == NULL || next->activate == NULL)
		return failed(report, ASSAY_SWAP_REFUSED, -ENOSYS);
	report->closed_ns = now_ns();
	assay_slot_close(slot);
	assay_slot_note_places(slot);
	int32_t status = replace(slot, old, next, &terms, report);
	report->message[sizeof report->message - 1] = 0;
	assay_slot_open(slot, status == 0 ? next : old);
	report->opened_ns = now_ns();
	return status;
}
