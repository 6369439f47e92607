/* SPDX-License-Identifier: MIT
 *
 * usage: driver model|threads|overflow DEVICE SEED STEPS_OR_MILLISECONDS
 *
 * overflow is the negative control: a host's buffer that is shorter than it says, which
 * AddressSanitizer must see the engine overrun. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "driver.h"

#include <string.h>

uint64_t random_next(struct random *random) {
	uint64_t z = (random->state += 0x9E3779B97F4A7C15ull);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
	return z ^ (z >> 31);
}

static uint64_t stamp(uint64_t id, uint64_t version, uint64_t word) {
	struct random mix = {id * 0x100000001B3ull ^ version << 20 ^ word};
	return random_next(&mix);
}

void block_fill(void *block, uint64_t id, uint64_t version) {
	for (uint64_t i = 0; i < BLOCK_BYTES / 8; i++) {
		uint64_t word = i == 0 ? version : stamp(id, version, i);
		memcpy((char *)block + i * 8, &word, 8);
	}
}

uint64_t block_version(const void *block, uint64_t id) {
	uint64_t version, word;
	memcpy(&version, block, 8);
	for (uint64_t i = 1; i < BLOCK_BYTES / 8; i++) {
		memcpy(&word, (const char *)block + i * 8, 8);
		if (word != stamp(id, version, i))
			return 0;
	}
	return version;
}

bse_engine *open_engine(const char *device, uint64_t capacity_blocks, bool standby) {
	char config[600];
	bse_engine *engine = NULL;
	int length = snprintf(config, sizeof config,
	                      "{\"device\":\"%s\",\"capacity_blocks\":%llu,\"queue_depth\":%u,"
	                      "\"pool_buffers\":%u,\"standby\":%s,\"log_level\":\"debug\"}",
	                      device, (unsigned long long)capacity_blocks, QUEUE_DEPTH, POOL_BUFFERS,
	                      standby ? "true" : "false");
	int32_t status = bse_initialize(config, (uint32_t)length, &engine);
	REQUIRE(status == 0, "initialize returned %d", status);
	return engine;
}

static void run_overflow(const char *device) {
	bse_engine *engine = open_engine(device, 16, false);
	void *block = aligned_alloc(4096, BLOCK_BYTES), *shorter = malloc(BLOCK_BYTES - 8);
	block_fill(block, 1, 1);
	REQUIRE(bse_write_block(engine, 1, block, BLOCK_BYTES) == 0, "write");
	bse_read_block(engine, 1, shorter, BLOCK_BYTES);
	bse_shutdown(engine);
	free(shorter);
	free(block);
}

int main(int count, char **arguments) {
	if (count != 5) {
		fprintf(stderr, "usage: driver model|threads|overflow DEVICE SEED STEPS_OR_MS\n");
		return 2;
	}
	uint64_t seed = strtoull(arguments[3], NULL, 10);
	uint32_t budget = (uint32_t)strtoul(arguments[4], NULL, 10);
	if (strcmp(arguments[1], "model") == 0)
		run_model(arguments[2], seed, budget);
	else if (strcmp(arguments[1], "threads") == 0)
		run_threads(arguments[2], seed, budget);
	else
		run_overflow(arguments[2]);
	printf("%s seed %llu: no wrong answer\n", arguments[1], (unsigned long long)seed);
	return 0;
}
