/* Whose is the buffer? The moment that a queued operation's completion was polled, or a batch
 * returned, every buffer is the caller's: what was read is in it, to the last byte, and what was
 * written has been taken out of it. An engine whose own thread is still copying is off by
 * microseconds, which only a caller sees that looks at once, here: at the end of what was completed
 * last. Reads are into buffers of another pattern; after a write the buffer is filled with another
 * one at once, and the block must still be what was written.
 * Not covered: single calls, whose engine would have to lie to its own caller's thread; copies that
 * are shorter than the way from the completion to the look. */
#define _GNU_SOURCE
#include <string.h>

#include "chase.h"
#include "clock.h"

#define CANARY 0xa5
#define SECTOR 512u
#define NEVER_NS 5000000000ull

static uint8_t *buffer_of(const assay_chase *c, uint32_t item)
{
	return c->buffers + (size_t)item * c->block_bytes;
}

/* The word of a block's content at this offset. */
static uint64_t word_at(uint32_t item, uint32_t version, uint32_t offset)
{
	return ((uint64_t)(item + 1) << 56 | (uint64_t)version << 24) ^ (offset * 0x9e3779b97f4a7c15ull);
}

static void fill(uint8_t *block, uint32_t bytes, uint32_t item, uint32_t version)
{
	for (uint32_t at = 0; at < bytes; at += 8) {
		uint64_t word = word_at(item, version, at);
		memcpy(block + at, &word, 8);
	}
}

static int is_right(const uint8_t *block, uint32_t item, uint32_t version, uint32_t offset)
{
	uint64_t word;
	memcpy(&word, block + offset, 8);
	return word == word_at(item, version, offset);
}

static int bad(assay_chase *c, uint32_t item, uint32_t offset)
{
	c->bad_item = item;
	c->bad_offset = offset;
	return CHASE_DATA;
}

static int refused(assay_chase *c, uint32_t item, int32_t status)
{
	c->bad_item = item;
	c->status = status;
	return CHASE_STATUS;
}

/* The last word and the first one, then each sector's last word, from the end: whoever copies in
 * either direction is met where it is not yet. */
static int look(assay_chase *c, const uint8_t *block, uint32_t item, uint32_t version)
{
	uint32_t last = c->block_bytes - 8;
	if (!is_right(block, item, version, last))
		return bad(c, item, last);
	if (!is_right(block, item, version, 0))
		return bad(c, item, 0);
	for (uint32_t end = c->block_bytes; end >= SECTOR; end -= SECTOR)
		if (!is_right(block, item, version, end - 8))
			return bad(c, item, end - 8);
	return CHASE_GOOD;
}

/* The operation on this item is over; the buffer is ours. */
static int take_back(assay_chase *c, uint32_t item, int32_t status, uint32_t version)
{
	uint8_t *block = buffer_of(c, item);
	if (c->is_write) {
		memset(block + c->block_bytes - 8, CANARY, 8);
		memset(block, CANARY, c->block_bytes);
	} else if (status == 0) {
		return look(c, block, item, version);
	}
	return status == 0 ? CHASE_GOOD : refused(c, item, status);
}

/* Polls without a pause keep the engine's thread from a lock that both need, and the poller
 * sleeps for that lock when the thread goes on. So rounds poll in turn without a pause, asleep in
 * the poll, and with pauses of about 1 and 3 us. */
static void pause_before_poll(uint32_t turn)
{
	uint64_t until = assay_monotonic_ns() + (turn == 2 ? 1000 : 3000);
	while (turn > 1 && assay_monotonic_ns() < until)
		;
}

static int through_queue(assay_chase *c, bse_queue *queue, uint32_t version)
{
	bse_op ops[CHASE_ITEMS_MAX];
	bse_completion done[CHASE_ITEMS_MAX];
	uint64_t give_up = assay_monotonic_ns() + NEVER_NS;
	uint32_t opcode = c->is_write ? BSE_OP_WRITE : BSE_OP_READ, sent = 0, over = 0;
	for (uint32_t i = 0; i < c->items; i++)
		ops[i] = (bse_op){i, i, buffer_of(c, i), c->block_bytes, opcode};
	while (over < c->items) {
		if (sent < c->items) {
			int32_t taken = assay_queue_submit(c->engine, queue, ops + sent, c->items - sent);
			if (taken < 0)
				return refused(c, sent, taken);
			sent += (uint32_t)taken;
		}
		uint32_t turn = c->rounds % 4;
		pause_before_poll(turn);
		int32_t got = assay_queue_poll(c->engine, queue, done, c->items, turn == 1 ? 1000000 : 0);
		if (got < 0 || got > (int32_t)c->items)
			return refused(c, over, got);
		for (int32_t i = got - 1; i >= 0; i--) {
			if (done[i].user_data >= c->items)
				return CHASE_NEVER;
			int end = take_back(c, (uint32_t)done[i].user_data, done[i].status, version);
			if (end != CHASE_GOOD)
				return end;
		}
		over += (uint32_t)got;
		if (got == 0 && assay_monotonic_ns() > give_up)
			return CHASE_NEVER;
	}
	return CHASE_GOOD;
}

static int through_batch(assay_chase *c, uint32_t version)
{
	bse_io items[CHASE_ITEMS_MAX];
	for (uint32_t i = 0; i < c->items; i++)
		items[i] = (bse_io){i, buffer_of(c, i), c->block_bytes, 0};
	if (c->is_write)
		assay_write_batch(c->engine, items, c->items);
	else
		assay_read_batch(c->engine, items, c->items);
	for (uint32_t i = c->items; i-- > 0;) {
		int end = take_back(c, i, items[i].status, version);
		if (end != CHASE_GOOD)
			return end;
	}
	return CHASE_GOOD;
}

static int round_of(assay_chase *c, bse_queue *queue)
{
	uint32_t version = c->is_write ? 2 + c->rounds : 1;
	uint8_t *sink = buffer_of(c, c->items);
	for (uint32_t i = 0; i < c->items; i++) {
		if (c->is_write)
			fill(buffer_of(c, i), c->block_bytes, i, version);
		else
			memset(buffer_of(c, i), CANARY, c->block_bytes);
	}
	int end = queue != NULL ? through_queue(c, queue, version) : through_batch(c, version);
	for (uint32_t i = 0; end == CHASE_GOOD && c->is_write && i < c->items; i++) {
		int32_t status = assay_read(c->engine, i, sink, c->block_bytes);
		end = status != 0 ? refused(c, i, status) : look(c, sink, i, version);
	}
	return end;
}

/* Rounds until the time is over or one is not good: an enum chase_end. */
ASSAY_EXPORT int32_t assay_chase_run(assay_chase *c)
{
	bse_queue *queue = NULL;
	int end = CHASE_GOOD;
	for (uint32_t i = 0; i < c->items; i++) {
		fill(buffer_of(c, i), c->block_bytes, i, 1);
		int32_t status = assay_write(c->engine, i, buffer_of(c, i), c->block_bytes);
		if (status != 0)
			return refused(c, i, status);
	}
	if (c->way == CHASE_QUEUE) {
		int32_t status = assay_queue_create(c->engine, c->items, &queue);
		if (status != 0)
			return refused(c, 0, status);
	}
	while (c->rounds < c->rounds_least || assay_monotonic_ns() < c->until_ns) {
		end = round_of(c, queue);
		if (end != CHASE_GOOD)
			break;
		c->rounds++;
	}
	if (queue != NULL)
		assay_queue_destroy(c->engine, queue);
	return end;
}
