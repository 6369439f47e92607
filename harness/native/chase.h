/* What the chase of a buffer and its caller share: chase.c. */
#ifndef ASSAY_CHASE_H
#define ASSAY_CHASE_H

#include <stdint.h>

#include "calls.h"

enum chase_way { CHASE_QUEUE = 0, CHASE_BATCH = 1 };
enum chase_end { CHASE_GOOD = 0, CHASE_STATUS = 1, CHASE_NEVER = 2, CHASE_DATA = 3 };

#define CHASE_ITEMS_MAX 16

/* Laid out by harness/ffi/chase.ts; 8-byte fields first. */
typedef struct assay_chase {
	assay_engine *engine;
	uint8_t *buffers; /* `items` blocks of the caller, and one more to read into */
	uint64_t until_ns;
	uint32_t way;
	uint32_t is_write;
	uint32_t items; /* blocks 0..items-1 */
	uint32_t block_bytes;
	uint32_t rounds_least; /* also when the time is over */
	/* What came out. */
	uint32_t rounds;
	uint32_t bad_item;
	uint32_t bad_offset;
	int32_t status;
	uint32_t reserved;
} assay_chase;

#endif
