/* What a client's read or lease returned: one write's data, nothing, as the engine says it, or
 * something odd. */
#include <string.h>

#include "client.h"
#include "stamp.h"

#define ENOENT_STATUS (-2)

/* The write whose data this is, or 0. */
static uint32_t value_of(const assay_client *c, const uint8_t *bytes, uint64_t id, uint32_t *writer)
{
	uint32_t words[8];
	memcpy(words, bytes, sizeof words);
	*writer = words[4];
	if (words[5] != c->epoch)
		return 0;
	return assay_verify(bytes, c->block_bytes, id, words[4], words[5], words[6]) == 0 ? words[6] : 0;
}

static int all_zeros(const uint8_t *bytes, uint32_t length)
{
	return bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0;
}

/* A block that is not there was read, as the engine says it: value 0. A lease of it goes back. */
static int judge_absent(assay_client *c, struct operation *o)
{
	if (o->kind == KIND_LEASE && o->status == 0) {
		o->status = assay_release(c->engine, (const void *)(uintptr_t)c->leased);
		c->leased = 0;
		if (o->status != 0) {
			o->kind = KIND_RELEASE;
			return 0;
		}
	}
	o->kind = KIND_READ;
	o->value = 0;
	return 1;
}

/* What is read must be one write's; a lease is out from here on. */
int assay_client_judge_read(assay_client *c, struct operation *o)
{
	int leased = o->kind == KIND_LEASE;
	const uint8_t *bytes = leased ? (const uint8_t *)(uintptr_t)c->leased : c->sink;
	uint32_t writer;
	if (o->status == ENOENT_STATUS && !c->absent_reads_zeros)
		return judge_absent(c, o);
	if (o->status != 0 || (leased && (bytes == NULL || c->leased_bytes != c->block_bytes)))
		return 0;
	o->value = value_of(c, bytes, c->ids[o->block], &writer);
	if (o->value == 0 && c->absent_reads_zeros && all_zeros(bytes, c->block_bytes))
		return judge_absent(c, o);
	if (leased && o->value != 0) {
		o->kind = KIND_READ;
		c->leased_block = o->block;
		c->leased_writer = writer;
		c->leased_value = o->value;
	}
	return o->value != 0;
}
