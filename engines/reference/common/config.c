/* SPDX-License-Identifier: MIT */
#include "common/config.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "block_engine.h"
#include "common/error.h"
#include "common/json.h"

enum config_key {
	KEY_DEVICE,
	KEY_BLOCK_SIZE,
	KEY_CAPACITY_BLOCKS,
	KEY_QUEUE_DEPTH,
	KEY_POOL_BUFFERS,
	KEY_STANDBY,
	KEY_LOG_LEVEL,
	KEY_COUNT,
};

static const char *const config_key_names[KEY_COUNT] = {
    "device",       "block_size", "capacity_blocks", "queue_depth",
    "pool_buffers", "standby",    "log_level",
};

static int32_t config_number(struct json_cursor *cursor, const char *key, uint64_t low,
                             uint64_t high, uint64_t *out) {
	const char *problem = json_whole_number(cursor, out);
	if (problem != NULL)
		return fail(-EINVAL, "config key \"%s\" %s", key, problem);
	if (*out < low || *out > high)
		return fail(-EINVAL,
		            "config key \"%s\" is %" PRIu64 ", but must lie in %" PRIu64 "..%" PRIu64, key,
		            *out, low, high);
	return 0;
}

static int32_t config_number32(struct json_cursor *cursor, const char *key, uint32_t low,
                               uint32_t high, uint32_t *out) {
	uint64_t value = 0;
	int32_t status = config_number(cursor, key, low, high, &value);
	if (status == 0)
		*out = (uint32_t)value;
	return status;
}

static int32_t config_log_level(struct json_cursor *cursor, uint32_t *out) {
	static const char *const names[] = {"error", "warn", "info", "debug"};
	char name[16];
	const char *problem = json_string(cursor, name, sizeof name);
	for (uint32_t level = 0; problem == NULL && level < 4; level++)
		if (strcmp(name, names[level]) == 0) {
			*out = level;
			return 0;
		}
	return fail(-EINVAL,
	            "config key \"log_level\" must be \"error\", \"warn\", \"info\" or \"debug\"");
}

static int32_t config_device(struct json_cursor *cursor, char *out, size_t size) {
	const char *problem = json_string(cursor, out, size);
	if (problem != NULL)
		return fail(-EINVAL, "config key \"device\" %s", problem);
	if (out[0] == '\0')
		return fail(-EINVAL, "config key \"device\" is empty; give the path of a file or device");
	return 0;
}

static int32_t config_value(struct json_cursor *cursor, enum config_key key, uint32_t block_min,
                            uint32_t block_max, struct config *config) {
	const char *name = config_key_names[key];
	switch (key) {
	case KEY_DEVICE:
		return config_device(cursor, config->device, sizeof config->device);
	case KEY_BLOCK_SIZE: {
		int32_t status = config_number32(cursor, name, block_min, block_max, &config->block_size);
		if (status == 0 && (config->block_size & (config->block_size - 1)) != 0)
			return fail(-EINVAL, "config key \"block_size\" is %u, but must be a power of two",
			            config->block_size);
		return status;
	}
	case KEY_CAPACITY_BLOCKS:
		return config_number(cursor, name, 1, CAPACITY_BLOCKS_MAX, &config->capacity_blocks);
	case KEY_QUEUE_DEPTH:
		return config_number32(cursor, name, 1, 4096, &config->queue_depth);
	case KEY_POOL_BUFFERS:
		return config_number32(cursor, name, 1, 65536, &config->pool_buffers);
	case KEY_STANDBY: {
		const char *problem = json_boolean(cursor, &config->standby);
		return problem == NULL ? 0 : fail(-EINVAL, "config key \"%s\" %s", name, problem);
	}
	default:
		return config_log_level(cursor, &config->log_level);
	}
}

static int32_t config_member(struct json_cursor *cursor, uint32_t *seen, uint32_t block_min,
                             uint32_t block_max, struct config *config) {
	char name[64];
	const char *problem = json_string(cursor, name, sizeof name);
	if (problem != NULL)
		return fail(-EINVAL, "a key of the config %s", problem);
	uint32_t key = 0;
	while (key < KEY_COUNT && strcmp(name, config_key_names[key]) != 0)
		key++;
	if (key == KEY_COUNT)
		return fail(-EINVAL, "config key \"%s\" is unknown", name);
	if ((*seen & (1u << key)) != 0)
		return fail(-EINVAL, "config key \"%s\" appears twice", name);
	*seen |= 1u << key;
	if (!json_take(cursor, ':'))
		return fail(-EINVAL, "config key \"%s\" lacks a colon and a value", name);
	return config_value(cursor, (enum config_key)key, block_min, block_max, config);
}

int32_t config_parse(const char *json, uint32_t length, uint32_t block_size_min,
                     uint32_t block_size_max, struct config *config) {
	if (json == NULL || length == 0)
		return fail(-EINVAL, "the config is empty; give one JSON object with \"device\"");
	struct json_cursor cursor = {(const unsigned char *)json,
	                             (const unsigned char *)json + length};
	uint32_t seen = 0;
	memset(config, 0, sizeof *config);
	config->block_size = 4096;
	config->queue_depth = 64;
	config->pool_buffers = 64;
	config->log_level = BSE_LOG_WARN;
	if (!json_take(&cursor, '{'))
		return fail(-EINVAL, "the config is not a JSON object");
	if (!json_take(&cursor, '}')) {
		do {
			int32_t status = config_member(&cursor, &seen, block_size_min, block_size_max, config);
			if (status != 0)
				return status;
		} while (json_take(&cursor, ','));
		if (!json_take(&cursor, '}'))
			return fail(-EINVAL, "the config is not a JSON object: expected \",\" or \"}\" at byte %u",
			            (uint32_t)(cursor.at - (const unsigned char *)json));
	}
	json_skip_space(&cursor);
	if (cursor.at != cursor.end)
		return fail(-EINVAL, "the config goes on after its JSON object, at byte %u",
		            (uint32_t)(cursor.at - (const unsigned char *)json));
	if ((seen & (1u << KEY_DEVICE)) == 0)
		return fail(-EINVAL, "config key \"device\" is missing");
	return 0;
}
