/* SPDX-License-Identifier: MIT
 *
 * The configuration of one engine, out of the JSON object that bse_initialize receives. */
#ifndef BSE_COMMON_CONFIG_H
#define BSE_COMMON_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#define CAPACITY_BLOCKS_MAX ((1ull << 53) - 1)

struct config {
	char device[4096];
	uint64_t capacity_blocks; /* 0: what fits the device */
	uint32_t block_size;
	uint32_t queue_depth;
	uint32_t pool_buffers;
	uint32_t log_level;
	bool standby;
};

/* 0, or -EINVAL with a sentence that names the key. */
int32_t config_parse(const char *json, uint32_t length, uint32_t block_size_min,
                     uint32_t block_size_max, struct config *config);

#endif
