/* SPDX-License-Identifier: MIT
 *
 * Reads the configuration of bse_initialize: one flat JSON object, strictly. Refusing what is
 * unknown or out of range is part of the contract, so keep that when you add keys of your own. */
#ifndef TEMPLATE_CONFIG_H
#define TEMPLATE_CONFIG_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

struct config {
	char device[4096];
	uint64_t block_size, capacity_blocks; /* capacity 0: what fits */
};

static int read_number(struct reader *in, uint64_t low, uint64_t high, uint64_t *out) {
	uint64_t value = 0;
	next_is(in, ' ');
	const char *first = in->at;
	for (; in->at < in->end && *in->at >= '0' && *in->at <= '9'; in->at++) {
		if (value > (UINT64_MAX - 9) / 10)
			return -EINVAL;
		value = value * 10 + (uint64_t)(*in->at - '0');
	}
	if (in->at == first || (*first == '0' && in->at - first > 1) || value < low || value > high ||
	    (in->at < in->end && memchr(".eE", *in->at, 3) != NULL))
		return -EINVAL;
	*out = value;
	return 0;
}

static int read_member(struct reader *in, const char *key, struct config *config) {
	uint64_t ignored;
	char word[16];
	size_t left = (size_t)(in->end - in->at);
	if (strcmp(key, "device") == 0)
		return read_string(in, config->device, sizeof config->device) == 0 && config->device[0] != 0
		           ? 0
		           : config_fail(in, key, "must be the path of a file or block device");
	if (strcmp(key, "block_size") == 0)
		return read_number(in, 512, 1048576, &config->block_size) == 0 &&
		               (config->block_size & (config->block_size - 1)) == 0
		           ? 0
		           : config_fail(in, key, "must be a power of two in 512..1048576");
	if (strcmp(key, "capacity_blocks") == 0)
		return read_number(in, 1, (1ull << 53) - 1, &config->capacity_blocks) == 0
		           ? 0
		           : config_fail(in, key, "must lie in 1..2^53-1");
	/* Keys of capabilities that this engine does not have: checked, then ignored. */
	if (strcmp(key, "queue_depth") == 0)
		return read_number(in, 1, 4096, &ignored) == 0 ? 0
		                                               : config_fail(in, key, "must lie in 1..4096");
	if (strcmp(key, "pool_buffers") == 0)
		return read_number(in, 1, 65536, &ignored) == 0
		           ? 0
		           : config_fail(in, key, "must lie in 1..65536");
	if (strcmp(key, "log_level") == 0)
		return read_string(in, word, sizeof word) == 0 &&
		               (strcmp(word, "error") == 0 || strcmp(word, "warn") == 0 ||
		                strcmp(word, "info") == 0 || strcmp(word, "debug") == 0)
		           ? 0
		           : config_fail(in, key, "must be error, warn, info or debug");
	if (strcmp(key, "standby") == 0) {
		if (left >= 5 && memcmp(in->at, "false", 5) == 0)
			in->at += 5;
		else if (left >= 4 && memcmp(in->at, "true", 4) == 0)
			in->at += 4;
		else
			return config_fail(in, key, "must be true or false");
		return 0;
	}
	return config_fail(in, key, "is unknown");
}

/* 0, or -EINVAL with a sentence in problem. */
static int config_read(const char *json, uint32_t length, struct config *config,
                       char problem[256]) {
	static const char *const names[] = {"device",       "block_size", "capacity_blocks", "queue_depth",
	                                    "pool_buffers", "log_level",  "standby"};
	struct reader in = {json, json + length, problem};
	uint32_t seen = 0;
	char key[64];
	*config = (struct config){.block_size = 4096};
	snprintf(problem, 256, "the config is not one JSON object");
	if (json == NULL || !next_is(&in, '{'))
		return -EINVAL;
	if (!next_is(&in, '}')) {
		do {
			if (read_string(&in, key, sizeof key) != 0 || !next_is(&in, ':'))
				return -EINVAL;
			next_is(&in, '\n'); /* skips space */
			int status = read_member(&in, key, config);
			if (status != 0)
				return status;
			for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++) {
				if (strcmp(key, names[i]) != 0)
					continue;
				if ((seen >> i & 1) != 0)
					return config_fail(&in, key, "appears twice");
				seen |= 1u << i;
			}
		} while (next_is(&in, ','));
		if (!next_is(&in, '}'))
			return -EINVAL;
	}
	if (next_is(&in, ' ') || in.at != in.end)
		return -EINVAL;
	return (seen & 1) != 0 ? 0 : config_fail(&in, "device", "is missing");
}

#endif
