/* The loop of a swap drill's client. Why in C: a garbage collection in a JavaScript loop would
 * count as a stall, and only here can a client be held at a chosen place of an operation. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "slot_enter.h"
#include "swap_client.h"

#define POISON 0xc5 /* before a read: what an engine leaves untouched must not look like data */

ASSAY_EXPORT void assay_stamp(uint8_t *block, uint32_t bytes, uint64_t id, uint32_t writer,
                              uint32_t epoch, uint64_t sequence);

static void nap(long microseconds)
{
	struct timespec time = {0, microseconds * 1000};
	nanosleep(&time, NULL);
}

static uint32_t phase_of(const assay_swap_client *c)
{
	return atomic_load(&c->control[0]);
}

static int stopping(const assay_swap_client *c)
{
	return atomic_load(&c->control[1]) != 0;
}

/* Says where the client is, and stays there while the swapper asks for that. */
static void at(assay_swap_client *c, uint32_t operation, uint32_t stage)
{
	assay_slot_watch *watch = c->slot->watch;
	uint32_t lane = c->client + 1, place = operation << 8 | stage;
	if (watch == NULL)
		return;
	atomic_store(&watch->place[lane], place);
	while (atomic_load(&watch->hold[lane]) == place && !stopping(c)) {
		atomic_store(&watch->place[lane], place | ASSAY_SLOT_HELD);
		if (atomic_load(&c->slot->current) & ASSAY_SLOT_CLOSED)
			break;
		nap(20);
	}
	atomic_store(&watch->place[lane], place);
}

static void begin(assay_swap_client *c, swap_plan *plan)
{
	for (uint32_t i = 0; i < plan->count; i++) {
		uint32_t block = plan->block[i];
		int32_t sequence = plan->sequence[i], seen = atomic_load(&c->seen[block]);
		plan->status[i] = 0;
		plan->low[i] = atomic_load(&c->acknowledged[block]);
		if (sequence != 0) {
			atomic_store(&c->submitted[block], sequence);
			assay_stamp(swap_item(c, i), c->block_bytes, swap_id(c, block), c->client + 1,
			            c->epoch, (uint32_t)sequence);
		} else {
			memset(swap_item(c, i), POISON, c->block_bytes);
			plan->low[i] = seen > plan->low[i] ? seen : plan->low[i];
		}
	}
}

/* The gap since the last acknowledgement, charged to every hand-over that it overlaps. */
static void timed(assay_swap_client *c, uint32_t acknowledged)
{
	double now = (double)slot_now_ns();
	uint32_t phase = phase_of(c);
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

static void finish(assay_swap_client *c, swap_plan *plan)
{
	uint32_t acknowledged = 0, failed = 0, last = 0;
	for (uint32_t i = 0; i < plan->count; i++) {
		uint32_t block = plan->block[i];
		if (plan->sequence[i] == 0) {
			/* All leases out: no answer, no operation. */
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
		nap(100);
}

static void operate(assay_swap_client *c, swap_plan *plan)
{
	assay_slot_lane *cell = &c->slot->lanes[c->client + 1];
	begin(c, plan);
	at(c, plan->operation, SWAP_BEFORE);
	assay_engine *engine = slot_enter(c->slot, cell);
	if (engine == NULL) {
		for (uint32_t i = 0; i < SWAP_ITEMS; i++)
			plan->status[i] = -ENODEV;
	} else {
		at(c, plan->operation, SWAP_SUBMITTED);
		swap_perform(c, engine, plan);
		at(c, plan->operation, SWAP_COMPLETED);
		slot_exit(c->slot, cell);
	}
	finish(c, plan);
	at(c, plan->operation, SWAP_ACKNOWLEDGED);
	c->operations += 1;
}

static void read_one(assay_swap_client *c, uint32_t block)
{
	swap_plan plan = {.operation = SWAP_READ, .count = 1};
	plan.block[0] = block;
	operate(c, &plan);
}

/* After a hand-over. The block that rested since the last one holds what was acknowledged, whatever
 * the engine that was retired then has written late. The block that this client wrote last before
 * this hand-over is there; written once more, by the new engine, it rests in its turn. */
static void rest(assay_swap_client *c)
{
	swap_plan again = {.count = 1};
	uint32_t block = c->before_block;
	c->verified_phase = c->acknowledged_phase;
	if (c->resting != 0)
		read_one(c, c->resting - 1);
	read_one(c, block);
	again.block[0] = block;
	again.sequence[0] = atomic_load(&c->submitted[block]) + 1;
	again.operation = again.sequence[0] % SWAP_DELETE_EVERY == 0 ? SWAP_DELETE : SWAP_WRITE;
	operate(c, &again);
	c->resting = block + 1;
	__atomic_store_n(&c->rested_phase, c->verified_phase, __ATOMIC_RELEASE);
}

/* Runs until the drill is stopped. Lane `client + 1` of the slot is this thread's. */
ASSAY_EXPORT void assay_swap_client_run(assay_swap_client *c)
{
	while (!stopping(c)) {
		assay_slot_watch *watch = c->slot->watch;
		swap_plan plan = {0};
		uint32_t wanted = watch == NULL ? 0 : atomic_load(&watch->hold[c->client + 1]) >> 8;
		swap_choose(c, wanted, &plan);
		operate(c, &plan);
		if (c->acknowledged_phase > c->verified_phase && c->acknowledged_phase % 2 == 0)
			rest(c);
	}
}

/* [all clients stopped] Reads every block once through this client's lane, and judges it. */
ASSAY_EXPORT void assay_swap_client_audit(assay_swap_client *c)
{
	for (uint32_t block = 0; block < c->blocks; block++)
		read_one(c, block);
}

/* For the layout in harness/ffi/swap-client-layout.ts. */
ASSAY_EXPORT uint32_t assay_swap_client_bytes(void)
{
	return sizeof(assay_swap_client);
}
