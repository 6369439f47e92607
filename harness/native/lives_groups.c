/* What two engines do at the same moment once both are open: a batch of writes and one of reads,
 * and the text of their metrics. A list, a staging buffer or a text of the library that each engine
 * guards by a lock of its own is shared by both. The texts are judged by the caller. */
#define _GNU_SOURCE
#include <string.h>

#include "lives.h"
#include "stamp.h"

static void lay_items(assay_life_lane *lane, bse_io *items, uint8_t *blocks)
{
	for (uint32_t i = 0; i < LIVES_BATCH_ITEMS; i++)
		items[i] = (bse_io){.id = 1 + i,
		                    .data = blocks + (size_t)i * lane->block_bytes,
		                    .len = lane->block_bytes,
		                    .status = 1};
}

static int32_t check_statuses(assay_life_lane *lane, const bse_io *items, int32_t status)
{
	for (uint32_t i = 0; status == 0 && i < LIVES_BATCH_ITEMS; i++)
		status = items[i].status;
	return status == 0 ? 0 : lives_ended(lane, LIVES_BATCH, status);
}

static int32_t use_batches(struct seat *seat, assay_life_lane *lane, uint32_t life)
{
	bse_io items[LIVES_BATCH_ITEMS];
	uint8_t *sources = lane->blocks + 2u * (size_t)lane->block_bytes;
	uint8_t *sinks = sources + LIVES_BATCH_ITEMS * (size_t)lane->block_bytes;
	lay_items(lane, items, sources);
	for (uint32_t i = 0; i < LIVES_BATCH_ITEMS; i++)
		assay_stamp(items[i].data, lane->block_bytes, items[i].id, seat->lane, LIVES_EPOCH, life);
	lives_meet(seat);
	int32_t status = assay_write_batch(lane->engine, items, LIVES_BATCH_ITEMS);
	if (check_statuses(lane, items, status) != 0)
		return -1;
	memset(sinks, 0xa5, LIVES_BATCH_ITEMS * (size_t)lane->block_bytes);
	lay_items(lane, items, sinks);
	lives_meet(seat);
	status = assay_read_batch(lane->engine, items, LIVES_BATCH_ITEMS);
	if (check_statuses(lane, items, status) != 0)
		return -1;
	for (uint32_t i = 0; i < LIVES_BATCH_ITEMS; i++)
		if (assay_verify(items[i].data, lane->block_bytes, items[i].id, seat->lane, LIVES_EPOCH,
		                 life) != MATCHES)
			return lives_ended(lane, LIVES_DATA, 0);
	return 0;
}

static int32_t take_metrics(struct seat *seat, assay_life_lane *lane, uint32_t life)
{
	char *text = lane->metrics + life % LIVES_METRICS_KEPT * (size_t)LIVES_METRICS_BYTES;
	lives_meet(seat);
	int32_t length = lane->engine->collect_metrics(lane->engine->handle, text, LIVES_METRICS_BYTES);
	if (length < 0 || strnlen(text, LIVES_METRICS_BYTES) != (size_t)length)
		return lives_ended(lane, LIVES_METRICS, length);
	return 0;
}

int32_t lives_use_groups(struct seat *seat, assay_life_lane *lane, uint32_t life)
{
	const assay_engine *engine = lane->engine;
	if (engine->write_batch != NULL && engine->read_batch != NULL &&
	    use_batches(seat, lane, life) != 0)
		return -1;
	return engine->collect_metrics == NULL ? 0 : take_metrics(seat, lane, life);
}
