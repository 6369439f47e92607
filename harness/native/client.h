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
	uint32_t leased_block;
	uint32_t leased_writer;
	uint32_t leased_value;
} assay_client;

#endif
