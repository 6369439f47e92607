/* SPDX-License-Identifier: MIT
 * A swap drill's client: one thread that uses the engine behind a slot while engines are replaced.
 *
 * Every block has one writer, whose operations on it are numbered 1, 2, 3, ...; every eighth one
 * deletes the block. A number is published before its operation is submitted, and again once it was
 * acknowledged; what a read returned is published too. So a read that found `low` = the last
 * acknowledged or seen before it started, and `high` = the last submitted after it ended, may
 * return the effect of any operation in low..high and of no other one: for blocks of one writer
 * that is linearizability, whole and decided at once.
 *
 * Not covered: which of the unacknowledged operations took effect when a call failed. */
#ifndef ASSAY_SWAP_CLIENT_H
#define ASSAY_SWAP_CLIENT_H

#include "slot.h"

#define SWAP_ITEMS 8u /* of a batch or a queue */
#define SWAP_DELETE_EVERY 8

/* In the order of `clientOperations` in harness/ffi/swap-client.ts. */
enum swap_operation {
	SWAP_WRITE = 1,
	SWAP_READ,
	SWAP_DELETE,
	SWAP_FLUSH,
	SWAP_WRITE_BATCH,
	SWAP_READ_BATCH,
	SWAP_LEASE,
	SWAP_QUEUE,
	SWAP_OPERATIONS
};

/* Where a client is in its operation. */
enum swap_stage {
	SWAP_BEFORE = 1,  /* announced; at the gate if that is closed */
	SWAP_SUBMITTED,   /* inside: the engine has it, or is about to */
	SWAP_COMPLETED,   /* the engine has answered; the caller has not taken note */
	SWAP_ACKNOWLEDGED /* the caller has */
};

/* What a client found. */
enum swap_finding {
	SWAP_LOST = 1,   /* an acknowledged operation is not there */
	SWAP_DUPLICATED, /* an older write came back over a newer one; a completion came twice */
	SWAP_TORN,       /* sectors of different writes */
	SWAP_WRONG,      /* what no operation explains */
	SWAP_ERROR,      /* a call failed */
	SWAP_FINDINGS
};

/* One operation on one block, for the history checkers: see harness/contract/history.ts. */
typedef struct swap_row {
	double start; /* CLOCK_MONOTONIC */
	double end;   /* infinite: a change that failed and may have happened */
	int32_t block;
	int32_t value; /* the sequence written or read; 0 absent */
	int32_t kind;  /* 0 read, 1 write, 2 delete */
	int32_t reserved;
} swap_row;

/* Laid out by harness/ffi/swap-client.ts; 8-byte fields first. */
typedef struct assay_swap_client {
	assay_slot *slot;
	uint8_t *buffer; /* SWAP_ITEMS blocks */
	/* Of all clients, by block. */
	_Atomic(int32_t) *submitted;
	_Atomic(int32_t) *acknowledged;
	_Atomic(int32_t) *seen;
	_Atomic(uint32_t) *control; /* [0] phase: odd while a swap hands over; [1] stop */
	double *stalls_ns;          /* [attempt * clients + client] */
	_Atomic(uint32_t) *timeline; /* acknowledgements by millisecond, modulo `buckets` */
	swap_row *log; /* what was done and seen, from the first operation on, until it is full */
	double timeline_start_ns;
	double acknowledged_ns;
	double operations;
	double acknowledgements;
	double reads;
	double findings[SWAP_FINDINGS]; /* counts; [0] unused */
	uint64_t first_id;
	uint32_t client;
	uint32_t clients;
	uint32_t blocks;
	uint32_t block_bytes;
	uint32_t epoch;
	uint32_t absent_reads_zeros;
	uint32_t operation_mask; /* bit (operation) */
	uint32_t queue_depth;
	uint32_t random;
	uint32_t attempts;
	uint32_t buckets;
	uint32_t log_capacity;
	uint32_t acknowledged_phase;
	uint32_t verified_phase;
	uint32_t last_block;
	uint32_t before_block; /* acknowledged last before the phase changed */
	uint32_t resting;      /* 1 + the block that rests until the next hand-over; 0 none */
	uint32_t rested_phase;
	uint32_t log_rows;
	/* The first finding. */
	uint32_t finding;
	uint32_t finding_operation;
	uint32_t finding_block;
	int32_t finding_status;
	int32_t finding_low;
	int32_t finding_high;
	int32_t finding_found; /* sequence; 0 absent */
	uint32_t finding_mismatch;
	uint32_t finding_phase;
} assay_swap_client;

/* One operation: a call, a batch, or the life of a queue. */
typedef struct swap_plan {
	uint32_t operation;
	uint32_t count;
	uint32_t block[SWAP_ITEMS];
	int32_t sequence[SWAP_ITEMS]; /* of a write or delete; 0 for a read */
	int32_t low[SWAP_ITEMS];
	int32_t status[SWAP_ITEMS];
	int32_t seen[SWAP_ITEMS]; /* what an explained read returned: a sequence, 0 absent; or -1 */
	double start_ns;
	double end_ns;
} swap_plan;

static inline uint8_t *swap_item(const assay_swap_client *c, uint32_t item)
{
	return c->buffer + (size_t)item * c->block_bytes;
}

static inline uint64_t swap_id(const assay_swap_client *c, uint32_t block)
{
	return c->first_id + block;
}

/* What the next operation will be. */
void swap_choose(assay_swap_client *c, uint32_t wanted, swap_plan *plan);
/* Between enter and exit: the calls of the plan; every item gets its status. */
void swap_perform(assay_swap_client *c, assay_engine *engine, swap_plan *plan);
/* Takes note of what the calls of the plan returned. */
void swap_finish(assay_swap_client *c, swap_plan *plan);
void swap_nap(long microseconds);
/* After a read of `block`: is it explained? */
void swap_judge(assay_swap_client *c, swap_plan *plan, uint32_t item);
void swap_report(assay_swap_client *c, uint32_t finding, const swap_plan *plan, uint32_t item,
                 int32_t found, uint32_t mismatch);

#endif
