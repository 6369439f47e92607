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
	LIVES_MESSAGE   /* the refusal's sentence does not name this thread's key */
};

#define LIVES_TEXT_BYTES 256
#define LIVES_LANES 2

/* Laid out by harness/ffi/lives.ts; 8-byte fields first. */
typedef struct assay_life_lane {
	assay_engine *engine; /* a table of this lane's own, without a handle */
	const char *config;
	const char *bad_config; /* with a key that no engine knows */
	const char *bad_key;    /* zero-terminated */
	uint8_t *blocks;        /* two */
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

#endif
