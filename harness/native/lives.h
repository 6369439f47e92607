/* What two threads that open engines at the same moment share with their caller: lives.c. */
#ifndef ASSAY_LIVES_H
#define ASSAY_LIVES_H

#include <stdatomic.h>
#include <stdint.h>

#include "calls.h"

enum lives_end {
	LIVES_GOOD = 0,
	LIVES_REFUSED,  /* initialize of a good configuration */
	LIVES_STATS,    /* get_stats, or another engine's capacity in it */
	LIVES_LOST,     /* what the life before wrote */
	LIVES_WRITE,    /* a call's status */
	LIVES_READ,     /* a call's status */
	LIVES_DATA,     /* not what this life has just written */
	LIVES_SHUTDOWN, /* a call's status */
	LIVES_ACCEPTED, /* initialize of a bad configuration */
	LIVES_MESSAGE,  /* the refusal's sentence does not name this thread's key */
	LIVES_BATCH,    /* a call's or an item's status */
	LIVES_METRICS   /* a call's status, or another length than the text has */
};

#define LIVES_TEXT_BYTES 256
#define LIVES_LANES 2
#define LIVES_BATCH_ITEMS 8u
/* One to write, one to read into, and both for each item of a batch. */
#define LIVES_BLOCKS (2u + 2u * LIVES_BATCH_ITEMS)
/* The last texts are kept, each in so many bytes. */
#define LIVES_METRICS_KEPT 64u
#define LIVES_METRICS_BYTES 4096u

/* Laid out by harness/ffi/lives.ts; 8-byte fields first. */
typedef struct assay_life_lane {
	assay_engine *engine; /* a table of this lane's own, without a handle */
	const char *config;
	const char *bad_config; /* with a key that no engine knows */
	const char *bad_key;    /* zero-terminated */
	uint8_t *blocks;        /* LIVES_BLOCKS */
	char *metrics;          /* LIVES_METRICS_KEPT texts, zero-terminated */
	uint64_t capacity_bytes;
	uint32_t config_bytes;
	uint32_t bad_config_bytes;
	uint32_t block_bytes;
	/* What came out. */
	uint32_t end;
	int32_t status;
	uint32_t lives;
	char text[LIVES_TEXT_BYTES];
} assay_life_lane;

typedef struct assay_lives {
	uint64_t until_ns;
	uint32_t lives_least; /* also when the time is over */
	uint32_t lives_most;
	uint32_t keeps; /* blocks are there again in the next life */
	_Atomic uint32_t stop;
	_Atomic uint32_t arrived[LIVES_LANES];
	assay_life_lane lanes[LIVES_LANES];
} assay_lives;

struct seat {
	assay_lives *all;
	uint32_t lane;
	uint32_t meeting; /* the one that this thread was at last */
};

/* Waits until the other thread is at its next meeting, too, or has left. */
void lives_meet(struct seat *seat);
int32_t lives_ended(assay_life_lane *lane, enum lives_end end, int32_t status);
/* Batches and metrics of both engines at the same moment: lives_groups.c. -1: it has ended. */
int32_t lives_use_groups(struct seat *seat, assay_life_lane *lane, uint32_t life);

#define LIVES_EPOCH 1u

#endif
