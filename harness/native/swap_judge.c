/* What a read under swaps may return: see swap_client.h. */
#include <errno.h>
#include <string.h>

#include "stamp.h"
#include "swap_client.h"

/* Counts it; the first one is kept whole. */
void swap_report(assay_swap_client *c, uint32_t finding, const swap_plan *plan, uint32_t item,
                 int32_t found, uint32_t mismatch)
{
	c->findings[finding] += 1;
	if (c->finding != 0)
		return;
	c->finding = finding;
	c->finding_operation = plan->operation;
	c->finding_block = plan->block[item];
	c->finding_status = plan->status[item];
	c->finding_low = plan->low[item];
	c->finding_high = atomic_load(&c->submitted[plan->block[item]]);
	c->finding_found = found;
	c->finding_mismatch = mismatch;
	c->finding_phase = atomic_load(&c->control[0]);
}

static void publish_seen(assay_swap_client *c, uint32_t block, int32_t sequence)
{
	int32_t known = atomic_load(&c->seen[block]);
	while (known < sequence &&
	       !atomic_compare_exchange_weak(&c->seen[block], &known, sequence))
		;
}

static int all_zeros(const uint8_t *data, uint32_t bytes)
{
	return data[0] == 0 && memcmp(data, data + 1, bytes - 1) == 0;
}

/* The block is absent: after the first delete of low..high, or before the first write. */
static void judge_absent(assay_swap_client *c, swap_plan *plan, uint32_t item, int32_t high)
{
	plan->seen[item] = 0;
	int32_t low = plan->low[item];
	int32_t every = SWAP_DELETE_EVERY;
	int32_t erased = (low + every - 1) / every * every;
	if (erased <= high)
		publish_seen(c, plan->block[item], erased);
	else
		swap_report(c, SWAP_LOST, plan, item, 0, 0);
}

/* Older than what had to be there. Where a later one had been read before, it has come back. */
static void report_old(assay_swap_client *c, const swap_plan *plan, uint32_t item, int32_t found)
{
	int32_t seen = atomic_load(&c->seen[plan->block[item]]);
	swap_report(c, found < seen ? SWAP_DUPLICATED : SWAP_LOST, plan, item, found, 0);
}

void swap_judge(assay_swap_client *c, swap_plan *plan, uint32_t item)
{
	plan->seen[item] = -1;
	uint32_t block = plan->block[item];
	const uint8_t *data = swap_item(c, item);
	int32_t status = plan->status[item];
	int32_t high = atomic_load(&c->submitted[block]);
	int zeros = status == 0 && c->absent_reads_zeros && all_zeros(data, c->block_bytes);
	if (status == -ENOENT || zeros) {
		judge_absent(c, plan, item, high);
		return;
	}
	if (status != 0) {
		swap_report(c, SWAP_ERROR, plan, item, 0, 0);
		return;
	}
	int32_t sequence;
	memcpy(&sequence, data + 24, sizeof sequence);
	uint32_t writer = block % c->clients + 1;
	uint32_t mismatch = assay_verify(data, c->block_bytes, swap_id(c, block), writer, c->epoch,
	                                 (uint32_t)sequence);
	if (mismatch != 0) {
		uint32_t kind = mismatch == SECTORS_DIFFER ? SWAP_TORN : SWAP_WRONG;
		swap_report(c, kind, plan, item, sequence, mismatch);
	} else if (sequence < 1 || sequence > high || sequence % SWAP_DELETE_EVERY == 0) {
		swap_report(c, SWAP_WRONG, plan, item, sequence, 0);
	} else if (sequence < plan->low[item]) {
		plan->seen[item] = sequence;
		report_old(c, plan, item, sequence);
	} else {
		plan->seen[item] = sequence;
		publish_seen(c, block, sequence);
	}
}
