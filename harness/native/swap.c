/* The hand-over: what happens between closing the gate and opening it, in one call, so that no
 * garbage collection or scheduling of JavaScript falls into the stall.
 *
 *   close -> drain -> old quiesces -> new activates -> store -> open
 *
 * Whatever fails before the store rolls back: the old engine, made active again if it had been
 * quiesced, goes on serving, and the gate opens. Loading, initializing and checking the new engine
 * come before this, shutting down the old one after it: they take as long as they take.
 *
 * Not covered: a quiesce or activate that never returns keeps the gate closed; the coordinator's
 * watchdog ends the process. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "slot.h"

int32_t assay_quiesce(assay_engine *e, uint32_t deadline_ms);
int32_t assay_activate(assay_engine *e);
int32_t assay_flush(assay_engine *e);
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
} assay_swap_report;

static int32_t failed(assay_swap_report *report, uint32_t stage, int32_t status,
                      assay_engine *culprit)
{
	report->stage = stage;
	report->status = status;
	if (culprit != NULL) {
		culprit->last_error(report->message, sizeof report->message);
		report->message[sizeof report->message - 1] = 0;
	}
	return status;
}

static double now_ns(void)
{
	return (double)slot_now_ns();
}

/* An activation that must fail: meanwhile this process can't write to files (SIGXFSZ ignored, so
 * that writes answer EFBIG). Without effect on block devices and on engines that take over without
 * writing; then the swap just succeeds. */
static int32_t activate(assay_engine *next, uint32_t rehearsal)
{
	struct rlimit before, none;
	if (!(rehearsal & ASSAY_SWAP_FAIL_ACTIVATION) || getrlimit(RLIMIT_FSIZE, &before) != 0)
		return assay_activate(next);
	signal(SIGXFSZ, SIG_IGN);
	none = before;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_FSIZE, &none);
	int32_t status = assay_activate(next);
	setrlimit(RLIMIT_FSIZE, &before);
	return status;
}

/* Gate closed, the old engine serving or quiesced; on failure it serves again. */
static int32_t replace(assay_slot *slot, assay_engine *old, assay_engine *next,
                       uint32_t drain_deadline_ms, uint32_t quiesce_deadline_ms,
                       uint32_t rehearsal, assay_swap_report *report)
{
	int32_t status = assay_slot_drain(slot, drain_deadline_ms);
	if (status != 0)
		return failed(report, ASSAY_SWAP_DRAIN, status, NULL);
	report->drained_ns = now_ns();
	status = rehearsal & ASSAY_SWAP_BY_FORCE ? assay_flush(old)
	                                         : assay_quiesce(old, quiesce_deadline_ms);
	if (status != 0) /* by contract it goes on serving */
		return failed(report, ASSAY_SWAP_QUIESCE, status, old);
	report->quiesced_ns = now_ns();
	status = activate(next, rehearsal);
	if (status != 0) {
		failed(report, ASSAY_SWAP_ACTIVATE, status, next);
		report->rollback_status = assay_activate(old);
		return status;
	}
	report->activated_ns = now_ns();
	report->stage = ASSAY_SWAP_DONE;
	return 0;
}

/* [one swapper at a time] Hands over from the slot's engine to `next`, a standby engine over the
 * same data. rehearsal: ASSAY_SWAP_ bits. 0, or the status of the stage that failed;
 * the report has the whole story. */
ASSAY_EXPORT int32_t assay_slot_hand_over(assay_slot *slot, assay_engine *next,
                                          uint32_t drain_deadline_ms, uint32_t quiesce_deadline_ms,
                                          uint32_t rehearsal, assay_swap_report *report)
{
	memset(report, 0, sizeof *report);
	assay_engine *old = assay_slot_engine(slot);
	if (old == NULL)
		return failed(report, ASSAY_SWAP_REFUSED, -ENODEV, NULL);
	if (old == next)
		return failed(report, ASSAY_SWAP_REFUSED, -EALREADY, NULL);
	if (old->quiesce == NULL || old->activate == NULL || next->activate == NULL)
		return failed(report, ASSAY_SWAP_REFUSED, -ENOSYS, NULL);
	report->closed_ns = now_ns();
	assay_slot_close(slot);
	assay_slot_note_places(slot);
	int32_t status = replace(slot, old, next, drain_deadline_ms, quiesce_deadline_ms,
	                         rehearsal, report);
	assay_slot_open(slot, status == 0 ? next : old);
	report->opened_ns = now_ns();
	return status;
}
