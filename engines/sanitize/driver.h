/* SPDX-License-Identifier: MIT
 *
 * Drives one engine that is linked into the program, under a sanitizer. Every wrong answer ends the
 * program with a message and status 1; what the sanitizer finds ends it in the sanitizer's way. */
#ifndef BSE_SANITIZE_DRIVER_H
#define BSE_SANITIZE_DRIVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "block_engine.h"

/* Optional functions are NULL where the engine does not have them. */
#pragma weak bse_write_batch
#pragma weak bse_read_batch
#pragma weak bse_lease_block
#pragma weak bse_release_block
#pragma weak bse_queue_create
#pragma weak bse_queue_submit
#pragma weak bse_queue_poll
#pragma weak bse_queue_destroy
#pragma weak bse_get_fallback_engine
#pragma weak bse_quiesce
#pragma weak bse_activate

#define BLOCK_BYTES 4096u
#define QUEUE_DEPTH 8u
#define POOL_BUFFERS 4u /* few, so that exhaustion is met */
#define BATCH_MAX 300u  /* more than an engine's chunk */

#define REQUIRE(condition, ...)                                                    \
	do {                                                                           \
		if (!(condition)) {                                                        \
			char why[300] = "";                                                    \
			bse_last_error(why, sizeof why);                                       \
			fprintf(stderr, "%s:%d: %s is false: ", __FILE__, __LINE__, #condition); \
			fprintf(stderr, __VA_ARGS__);                                          \
			fprintf(stderr, " (last error: %s)\n", why);                           \
			exit(1);                                                               \
		}                                                                          \
	} while (0)

struct random {
	uint64_t state;
};
uint64_t random_next(struct random *random);
static inline uint32_t random_below(struct random *random, uint32_t bound) {
	return (uint32_t)(random_next(random) % bound);
}

/* A block that says which write it is, in every word. */
void block_fill(void *block, uint64_t id, uint64_t version);
/* The version, or 0 if the words do not belong together or to this id. */
uint64_t block_version(const void *block, uint64_t id);

bse_engine *open_engine(const char *device, uint64_t capacity_blocks, bool standby);

void run_model(const char *device, uint64_t seed, uint32_t steps);
void run_threads(const char *device, uint64_t seed, uint32_t milliseconds);

#endif
