/* The hot loop of a concurrency client: reads, writes and deletes back to back, stamped, verified
 * and logged. From JavaScript an engine that answers in 200 ns is called for a tenth of the time;
 * here for most of it, so that threads meet inside of it, and are interrupted inside of it.
 * Whatever is not plainly right stops the loop, and the caller judges it. */
#include <string.h>

#include "calls.h"
#include "clock.h"
#include "stamp.h"

#define UNTOUCHED 0xa5 /* before a read */
#define CALLERS 0xee   /* after a write: the buffer is the caller's again */
#define ENOENT_STATUS (-2)

enum kind { KIND_READ = 0, KIND_WRITE = 1, KIND_DELETE = 2, KIND_MISSED_DELETE = 3 };

/* Laid out by harness/ffi/client-loop.ts; 8-byte fields first. */
typedef struct assay_client {
	assay_engine *engine;
	uint8_t *source;
	uint8_t *sink;
	const uint64_t *ids;
	/* The log's columns. */
	int32_t *block;
	uint8_t *kind;
	int32_t *value;
	double *start;
	double *end;
	/* The operation that stopped the loop. */
	double odd_start;
	double odd_end;
	uint64_t until_ns;
	uint32_t odd_kind;
	uint32_t odd_block;
	int32_t odd_status;
	uint32_t odd_value;
	uint32_t rows;
	uint32_t capacity;
	uint32_t blocks;
	uint32_t block_bytes;
	uint32_t writer;
	uint32_t epoch;
	uint32_t next_value;
	uint32_t value_stride;
	uint32_t random;
	uint32_t read_weight;
	uint32_t write_weight;
	uint32_t delete_weight;
} assay_client;

/* xorshift32, as in client.ts. */
static uint32_t below(assay_client *c, uint32_t bound)
{
	c->random ^= c->random << 13;
	c->random ^= c->random >> 17;
	c->random ^= c->random << 5;
	return c->random % bound;
}

static void add_row(assay_client *c, uint32_t block, enum kind kind, uint32_t value, double start,
                    double end)
{
	uint32_t row = c->rows++;
	c->block[row] = (int32_t)block;
	c->kind[row] = (uint8_t)kind;
	c->value[row] = (int32_t)value;
	c->start[row] = start;
	c->end[row] = end;
}

/* The write whose data this is, or 0. */
static uint32_t value_of(const assay_client *c, uint64_t id)
{
	uint32_t words[8];
	memcpy(words, c->sink, sizeof words);
	if (words[5] != c->epoch)
		return 0;
	return assay_verify(c->sink, c->block_bytes, id, words[4], words[5], words[6]) == 0 ? words[6]
	                                                                                   : 0;
}

/* One operation; 0 when it is for the caller to judge. */
static int step(assay_client *c)
{
	uint32_t block = below(c, c->blocks);
	uint32_t pick = below(c, c->read_weight + c->write_weight + c->delete_weight);
	enum kind kind = pick < c->read_weight                     ? KIND_READ
	                 : pick < c->read_weight + c->write_weight ? KIND_WRITE
	                                                           : KIND_DELETE;
	uint64_t id = c->ids[block];
	uint32_t value = 0;
	int32_t status;
	if (kind == KIND_WRITE) {
		value = c->next_value;
		c->next_value += c->value_stride;
		assay_stamp(c->source, c->block_bytes, id, c->writer, c->epoch, value);
	} else if (kind == KIND_READ) {
		memset(c->sink, UNTOUCHED, c->block_bytes);
	}
	double start = (double)assay_monotonic_ns();
	if (kind == KIND_READ)
		status = assay_read(c->engine, id, c->sink, c->block_bytes);
	else if (kind == KIND_WRITE)
		status = assay_write(c->engine, id, c->source, c->block_bytes);
	else
		status = assay_delete(c->engine, id);
	double end = (double)assay_monotonic_ns();
	int plain = status == 0;
	if (kind == KIND_WRITE)
		memset(c->source, CALLERS, c->block_bytes);
	if (kind == KIND_READ && status == 0) {
		value = value_of(c, id);
		plain = value != 0;
	}
	if (kind == KIND_DELETE && status == ENOENT_STATUS) {
		kind = KIND_MISSED_DELETE;
		plain = 1;
	}
	if (plain) {
		add_row(c, block, kind, value, start, end);
		return 1;
	}
	c->odd_kind = kind;
	c->odd_block = block;
	c->odd_status = status;
	c->odd_value = value;
	c->odd_start = start;
	c->odd_end = end;
	return 0;
}

/* Up to `steps` operations. Returns how many were done, the odd one included; fewer than asked: the
 * last one is odd, or (`odd_kind` untouched) the time is over. */
ASSAY_EXPORT uint32_t assay_client_run(assay_client *c, uint32_t steps)
{
	for (uint32_t done = 0; done < steps; done++) {
		if (c->rows >= c->capacity || assay_monotonic_ns() >= c->until_ns)
			return done;
		if (!step(c))
			return done + 1;
	}
	return steps;
}
