/* What the hot loop of a concurrency client and its caller share. */
#ifndef ASSAY_CLIENT_H
#define ASSAY_CLIENT_H

#include <stdint.h>

#include "calls.h"

/* The first four are what a history knows; the others only name what was odd. */
enum kind {
	KIND_READ = 0,
	KIND_WRITE = 1,
	KIND_DELETE = 2,
	KIND_MISSED_DELETE = 3,
	KIND_LEASE = 4,
	KIND_LEASE_CHANGED = 5,
	KIND_RELEASE = 6,
	KIND_FLUSH = 7,
	KIND_HANDED = 8,
};

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
	/* The lease that is out over the next operation, or that is odd; 0: none. And its length. */
	uint64_t leased;
	uint64_t leased_bytes;
	/* A lease that another thread took, to be released before anything else; 0: none. */
	uint64_t handed;
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
	uint32_t lease_weight;
	uint32_t flush_weight;
	/* Whether the engine promises so. */
	uint32_t absent_reads_zeros;
	uint32_t leased_block;
	uint32_t leased_writer;
	uint32_t leased_value;
} assay_client;

/* What was done, or is odd. */
struct operation {
	enum kind kind;
	uint32_t block;
	int32_t status;
	uint32_t value;
	double start;
	double end;
};

/* Of a read or lease: what it returned is in `o` then; 0 when it is odd. */
int assay_client_judge_read(assay_client *c, struct operation *o);
uint32_t assay_client_run(assay_client *c, uint32_t steps);

#endif
