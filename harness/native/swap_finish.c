/* After an operation of a swap drill's client: what it acknowledged, saw, and waited for. */
#include <errno.h>
#include <math.h>
#include <time.h>

#include "swap_client.h"

void swap_nap(long microseconds)
{
	struct timespec time = {0, microseconds * 1000};
	nanosleep(&time, NULL);
}

/* The gap since the last acknowledgement, charged to every hand-over that it overlaps. */
static void timed(assay_swap_client *c, uint32_t acknowledged)
{
	double now = (double)slot_now_ns();
	uint32_t phase = atomic_load(&c->control[0]);
	if (c->acknowledged_ns > 0) {
		double gap = now - c->acknowledged_ns;
		for (uint32_t odd = c->acknowledged_phase | 1; odd <= phase; odd += 2) {
			if (odd >> 1 >= c->attempts)
				break;
			double *stall = &c->stalls_ns[(odd >> 1) * c->clients + c->client];
			*stall = gap > *stall ? gap : *stall;
		}
	}
	if (phase > c->acknowledged_phase)
		c->before_block = c->last_block;
	c->acknowledged_ns = now;
	c->acknowledged_phase = phase;
	c->acknowledgements += acknowledged;
	double bucket = (now - c->timeline_start_ns) / 1e6;
	if (c->buckets > 0 && bucket >= 0)
		atomic_fetch_add(&c->timeline[(uint64_t)bucket % c->buckets], acknowledged);
}

/* A read that returned no write's data is a finding, not a row. */
static void log_item(assay_swap_client *c, const swap_plan *plan, uint32_t item)
{
	int32_t sequence = plan->sequence[item];
	if (c->log_rows >= c->log_capacity || (sequence == 0 && plan->seen[item] < 0))
		return;
	swap_row *row = &c->log[c->log_rows++];
	int deleting = sequence != 0 && sequence % SWAP_DELETE_EVERY == 0;
	row->start = plan->start_ns;
	row->end = sequence != 0 && plan->status[item] != 0 ? INFINITY : plan->end_ns;
	row->block = (int32_t)plan->block[item];
	row->value = sequence == 0 ? plan->seen[item] : deleting ? 0 : sequence;
	row->kind = sequence == 0 ? 0 : deleting ? 2 : 1;
}

void swap_finish(assay_swap_client *c, swap_plan *plan)
{
	uint32_t acknowledged = 0, failed = 0, last = 0;
	for (uint32_t i = 0; i < plan->count; i++) {
		uint32_t block = plan->block[i];
		if (plan->sequence[i] == 0) {
			/* All leases out: no answer, no operation. */
			plan->seen[i] = -1;
			if (plan->operation != SWAP_LEASE || plan->status[i] != -EAGAIN)
				swap_judge(c, plan, i);
			c->reads += 1;
		} else if (plan->status[i] == 0) {
			atomic_store(&c->acknowledged[block], plan->sequence[i]);
			acknowledged++;
			last = block;
		} else {
			swap_report(c, SWAP_ERROR, plan, i, 0, 0);
			failed++;
		}
		log_item(c, plan, i);
	}
	if (plan->operation == SWAP_FLUSH && plan->status[0] != 0) {
		swap_report(c, SWAP_ERROR, plan, 0, 0, 0);
		failed++;
	}
	if (acknowledged > 0) {
		timed(c, acknowledged);
		c->last_block = last;
	}
	if (failed > 0) /* an engine that refuses everything must not be hammered */
		swap_nap(100);
}
