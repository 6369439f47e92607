/* The loop of a swap drill's client. Why in C: a garbage collection in a JavaScript loop would
 * count as a stall, and only here can a client be held at a chosen place of an operation. */
#include <errno.h>
#include <string.h>

#include "slot_enter.h"
#include "stamp.h"
#include "swap_client.h"

#define POISON 0xc5 /* before a read: what an engine leaves untouched must not look like data */

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
		swap_nap(20);
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

static void operate(assay_swap_client *c, swap_plan *plan)
{
	assay_slot_lane *cell = &c->slot->lanes[c->client + 1];
	begin(c, plan);
	at(c, plan->operation, SWAP_BEFORE);
	plan->start_ns = (double)slot_now_ns();
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
	plan->end_ns = (double)slot_now_ns();
	swap_finish(c, plan);
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
