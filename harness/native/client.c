/* The hot loop of a concurrency client: reads, writes, deletes, leases and flushes back to back,
 * stamped, verified and logged. From JavaScript an engine that answers in 200 ns is called for a
 * tenth of the time; here for most of it, so that threads meet inside of it, and are interrupted
 * there. Whatever is not plainly right stops the loop, and the caller judges it. */
#include <string.h>

#include "calls.h"
#include "client.h"
#include "clock.h"
#include "stamp.h"

#define UNTOUCHED 0xa5 /* before a read */
#define CALLERS 0xee   /* after a write: the buffer is the caller's again */
#define ENOENT_STATUS (-2)
#define EAGAIN_STATUS (-11)

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

static int odd(assay_client *c, const struct operation *o)
{
	c->odd_kind = o->kind;
	c->odd_block = o->block;
	c->odd_status = o->status;
	c->odd_value = o->value;
	c->odd_start = o->start;
	c->odd_end = o->end;
	return 0;
}

static enum kind pick(assay_client *c)
{
	const uint32_t weights[] = {c->read_weight, c->write_weight, c->delete_weight, c->lease_weight};
	static const enum kind kinds[] = {KIND_READ, KIND_WRITE, KIND_DELETE, KIND_LEASE};
	uint32_t at = below(c, weights[0] + weights[1] + weights[2] + weights[3] + c->flush_weight);
	for (int n = 0; n < 4; n++) {
		if (at < weights[n])
			return kinds[n];
		at -= weights[n];
	}
	return KIND_FLUSH;
}

static int32_t lease(assay_client *c, uint64_t id)
{
	uint64_t out[2];
	int32_t status = assay_lease(c->engine, id, out);
	c->leased = status == 0 ? out[0] : 0;
	c->leased_bytes = out[1];
	return status;
}

static int32_t call(assay_client *c, enum kind kind, uint64_t id)
{
	switch (kind) {
	case KIND_READ:
		return assay_read(c->engine, id, c->sink, c->block_bytes);
	case KIND_WRITE:
		return assay_write(c->engine, id, c->source, c->block_bytes);
	case KIND_LEASE:
		return lease(c, id);
	case KIND_FLUSH:
		return assay_flush(c->engine);
	default:
		return assay_delete(c->engine, id);
	}
}

/* One operation; 0 when it is for the caller to judge. */
static int step(assay_client *c)
{
	struct operation o = {.block = below(c, c->blocks), .kind = pick(c)};
	uint64_t id = c->ids[o.block];
	/* One lease at a time. */
	if (o.kind == KIND_LEASE && c->leased != 0)
		o.kind = KIND_READ;
	if (o.kind == KIND_WRITE) {
		o.value = c->next_value;
		c->next_value += c->value_stride;
		assay_stamp(c->source, c->block_bytes, id, c->writer, c->epoch, o.value);
	} else if (o.kind == KIND_READ) {
		memset(c->sink, UNTOUCHED, c->block_bytes);
	}
	o.start = (double)assay_monotonic_ns();
	o.status = call(c, o.kind, id);
	o.end = (double)assay_monotonic_ns();
	int plain = o.status == 0;
	if (o.kind == KIND_WRITE)
		memset(c->source, CALLERS, c->block_bytes);
	if (o.kind == KIND_LEASE && o.status == EAGAIN_STATUS)
		return 1;
	if (o.kind == KIND_FLUSH && plain)
		return 1;
	if (o.kind == KIND_READ || o.kind == KIND_LEASE)
		plain = assay_client_judge_read(c, &o);
	if (o.kind == KIND_DELETE && o.status == ENOENT_STATUS) {
		o.kind = KIND_MISSED_DELETE;
		plain = 1;
	}
	if (!plain)
		return odd(c, &o);
	add_row(c, o.block, o.kind, o.value, o.start, o.end);
	return 1;
}

/* The lease that was out while an operation ran must hold what it held, and goes back. */
static int give_back(assay_client *c)
{
	const uint8_t *bytes = (const uint8_t *)(uintptr_t)c->leased;
	struct operation o = {.block = c->leased_block, .value = c->leased_value};
	o.start = o.end = (double)assay_monotonic_ns();
	if (assay_verify(bytes, c->block_bytes, c->ids[o.block], c->leased_writer, c->epoch, o.value)) {
		o.kind = KIND_LEASE_CHANGED;
		return odd(c, &o);
	}
	o.kind = KIND_RELEASE;
	o.status = assay_release(c->engine, bytes);
	c->leased = 0;
	return o.status == 0 ? 1 : odd(c, &o);
}

/* A lease is the engine's, and no thread's: whoever has the pointer gives it back. */
static int release_handed(assay_client *c)
{
	struct operation o = {.kind = KIND_HANDED};
	o.start = (double)assay_monotonic_ns();
	o.status = assay_release(c->engine, (const void *)(uintptr_t)c->handed);
	o.end = (double)assay_monotonic_ns();
	c->handed = 0;
	return o.status == 0 ? 1 : odd(c, &o);
}

/* Up to `steps` operations. Returns how many were done, the odd one included; fewer than asked: the
 * last one is odd, or (`odd_kind` untouched) the time is over. */
ASSAY_EXPORT uint32_t assay_client_run(assay_client *c, uint32_t steps)
{
	if (c->handed != 0 && !release_handed(c))
		return 0;
	for (uint32_t done = 0; done < steps; done++) {
		if (c->rows >= c->capacity || assay_monotonic_ns() >= c->until_ns)
			return done;
		int out = c->leased != 0;
		if (!step(c) || (out && !give_back(c)))
			return done + 1;
	}
	return steps;
}
