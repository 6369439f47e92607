/* What a swap drill's client does next. */
#include "swap_client.h"

/* xorshift32, as in client.c. */
static uint32_t below(assay_swap_client *c, uint32_t bound)
{
	c->random ^= c->random << 13;
	c->random ^= c->random >> 17;
	c->random ^= c->random << 5;
	return c->random % bound;
}

static int deletes(int32_t sequence)
{
	return sequence % SWAP_DELETE_EVERY == 0;
}

static int planned(const swap_plan *plan, uint32_t block)
{
	for (uint32_t item = 0; item < plan->count; item++)
		if (plan->block[item] == block)
			return 1;
	return 0;
}

static void add(swap_plan *plan, uint32_t block, int32_t sequence)
{
	plan->block[plan->count] = block;
	plan->sequence[plan->count] = sequence;
	plan->count++;
}

/* One of the client's own blocks whose next operation is of that kind, not yet in the plan. */
static int add_own(assay_swap_client *c, swap_plan *plan, int deleting)
{
	uint32_t own = c->blocks / c->clients;
	uint32_t start = below(c, own);
	for (uint32_t k = 0; k < own; k++) {
		uint32_t block = ((start + k) % own) * c->clients + c->client;
		int32_t sequence = atomic_load(&c->submitted[block]) + 1;
		if (deletes(sequence) != deleting || planned(plan, block) || block + 1 == c->resting)
			continue;
		add(plan, block, sequence);
		return 1;
	}
	return 0;
}

static void add_read(assay_swap_client *c, swap_plan *plan)
{
	add(plan, below(c, c->blocks), 0);
}

static uint32_t pick(assay_swap_client *c)
{
	for (;;) {
		uint32_t operation = 1 + below(c, SWAP_OPERATIONS - 1);
		if (c->operation_mask & (1u << operation))
			return operation;
	}
}

/* `wanted`: that operation; 0: any. Where every block is due for a delete there is nothing to
 * write, and the other way round: then the plan is the other one. */
void swap_choose(assay_swap_client *c, uint32_t wanted, swap_plan *plan)
{
	plan->count = 0;
	plan->operation = wanted != 0 ? wanted : pick(c);
	switch (plan->operation) {
	case SWAP_WRITE:
	case SWAP_DELETE: {
		int deleting = plan->operation == SWAP_DELETE;
		if (!add_own(c, plan, deleting) && add_own(c, plan, !deleting))
			plan->operation = deleting ? SWAP_WRITE : SWAP_DELETE;
		break;
	}
	case SWAP_WRITE_BATCH:
		for (uint32_t k = 0; k < SWAP_ITEMS; k++)
			add_own(c, plan, 0);
		break;
	case SWAP_READ_BATCH:
		for (uint32_t k = 0; k < SWAP_ITEMS; k++)
			add_read(c, plan);
		break;
	case SWAP_QUEUE:
		for (uint32_t k = 0; k < SWAP_ITEMS / 2; k++) {
			add_own(c, plan, 0);
			add_read(c, plan);
		}
		break;
	case SWAP_READ:
	case SWAP_LEASE:
		add_read(c, plan);
		break;
	default: /* a flush */
		break;
	}
}
