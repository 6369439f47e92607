/* SPDX-License-Identifier: MIT
 *
 * The smallest engine to copy: a file with a header, a byte a block that says whether it is there,
 * and the blocks. One lock, no cache, durable at flush. Build it and have it judged with
 *
 *   cc -std=c11 -O2 -fPIC -fvisibility=hidden -shared -pthread engine.c -o my-engine.so
 *   assay certify ./my-engine.so
 *
 * Every function says whether it is required; an optional one is a capability bit in BSE_PLUGIN
 * and the functions of its group (see block_engine.h). Start with the required ones alone. */
#define _GNU_SOURCE
#include "block_engine.h"

#include <fcntl.h>
#include <sys/file.h>

#include "device.h"

/* Required. Name yourself; claim only what you keep, since every bit is tested. */
BSE_PLUGIN("template", "example", BSE_VERSION(0, 1, 0), BSE_CAPABILITY_HEALTH,
           BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_DURABLE_AT_FLUSH | BSE_GUARANTEE_UNLOAD_SAFE,
           512, 1048576, 1, "template");

/* Required. */
int32_t bse_initialize(const char *config_json, uint32_t config_len, bse_engine **out) {
	struct config config;
	int32_t status = config_read(config_json, config_len, &config, last_error);
	if (status != 0)
		return status;
	bse_engine *e = calloc(1, sizeof *e);
	if (e == NULL)
		return fail(-ENOMEM, "no memory");
	e->file = open(config.device, O_RDWR | O_CLOEXEC);
	if (e->file < 0)
		status = fail(-errno, "config key \"device\" cannot be opened");
	else if (flock(e->file, LOCK_EX | LOCK_NB) != 0) /* one engine a device */
		status = fail(-EBUSY, "another engine serves the device");
	else
		status = mount(e, &config);
	if (status != 0) {
		if (e->file >= 0)
			close(e->file);
		free(e->map);
		free(e->changed);
		free(e);
		return status;
	}
	pthread_mutex_init(&e->lock, NULL);
	e->opened_ns = now_ns();
	*out = e;
	return 0;
}

/* With the lock held: data first, then what makes them visible, each with its sync. */
static int32_t flush_locked(bse_engine *e) {
	int32_t status = e->sync_error;
	if (status == 0 && fdatasync(e->file) != 0)
		status = e->sync_error = -errno;
	if (status == 0)
		status = write_map(e);
	if (status == 0 && fdatasync(e->file) != 0)
		status = e->sync_error = -errno;
	return status == 0 ? 0 : fail(status, "cannot make the device durable");
}

/* Required. */
int32_t bse_shutdown(bse_engine *e) {
	int32_t status = flush_locked(e);
	close(e->file);
	pthread_mutex_destroy(&e->lock);
	free(e->map);
	free(e->changed);
	free(e);
	return status;
}

static int32_t check(bse_engine *e, uint64_t id, const void *data, uint32_t len) {
	if (data == NULL || len != e->header.block_size)
		return fail(-EINVAL, "the length is not the block size");
	if (id >= e->capacity_blocks)
		return fail(-ERANGE, "the block id is not below the capacity");
	return 0;
}

/* With the lock held. Refusals are not the device's failures. */
static int32_t count(bse_engine *e, enum kind kind, int32_t status, uint64_t start_ns) {
	uint64_t *done = &e->stats.read_operations, *failed = &e->stats.read_errors;
	e->busy_ns += now_ns() - start_ns;
	e->operations++;
	if (status == 0)
		done[kind]++;
	else if (status != -ENOENT && status != -EINVAL && status != -ERANGE)
		failed[kind]++;
	else
		return status;
	e->failing[kind] = status;
	return status;
}

static uint64_t offset_of(bse_engine *e, uint64_t id) {
	return data_offset(&e->header) + id * e->header.block_size; /* in 64 bits */
}

/* Required. */
int32_t bse_write_block(bse_engine *e, uint64_t id, const void *data, uint32_t len) {
	pthread_mutex_lock(&e->lock);
	uint64_t start_ns = now_ns();
	int32_t status = check(e, id, data, len);
	if (status == 0) {
		uint64_t done;
		status = transfer(e->file, 1, (void *)(uintptr_t)data, len, offset_of(e, id), &done);
		if (status != 0)
			fail(status, "cannot write the block");
		if (status == 0 && e->map[id] != PRESENT)
			set_map(e, id, PRESENT);
		else if (status != 0 && done > 0 && e->map[id] == PRESENT)
			set_map(e, id, TORN);
	}
	count(e, WRITE, status, start_ns);
	pthread_mutex_unlock(&e->lock);
	return status;
}

/* Required. */
int32_t bse_read_block(bse_engine *e, uint64_t id, void *buf, uint32_t len) {
	pthread_mutex_lock(&e->lock);
	uint64_t start_ns = now_ns();
	int32_t status = check(e, id, buf, len);
	if (status == 0 && e->map[id] == ABSENT) {
		status = fail(-ENOENT, "the block is absent");
	} else if (status == 0) {
		status = e->map[id] == TORN ? -EIO
		                            : transfer(e->file, 0, buf, len, offset_of(e, id), NULL);
		if (status != 0)
			fail(status, "cannot read the block");
	}
	count(e, READ, status, start_ns);
	pthread_mutex_unlock(&e->lock);
	return status;
}

/* Required. */
int32_t bse_delete_block(bse_engine *e, uint64_t id) {
	pthread_mutex_lock(&e->lock);
	uint64_t start_ns = now_ns();
	int32_t status = check(e, id, e, (uint32_t)e->header.block_size);
	if (status == 0 && e->map[id] == ABSENT)
		status = fail(-ENOENT, "the block is absent");
	if (status == 0)
		set_map(e, id, ABSENT);
	count(e, DELETE, status, start_ns);
	pthread_mutex_unlock(&e->lock);
	return status;
}

/* Required. */
int32_t bse_flush(bse_engine *e) {
	pthread_mutex_lock(&e->lock);
	uint64_t start_ns = now_ns();
	int32_t status = count(e, FLUSH, flush_locked(e), start_ns);
	pthread_mutex_unlock(&e->lock);
	return status;
}

/* Required. */
int32_t bse_get_stats(bse_engine *e, bse_stats *out) {
	if (out == NULL || out->size < sizeof out->size)
		return fail(-EINVAL, "stats is missing, or its size is not set");
	pthread_mutex_lock(&e->lock);
	bse_stats stats = e->stats;
	uint64_t open_ns = now_ns() - e->opened_ns;
	stats.capacity_bytes = e->capacity_blocks * e->header.block_size;
	stats.latency_us = e->operations == 0 ? 0 : (double)e->busy_ns / (double)e->operations / 1e3;
	stats.iops = open_ns == 0 ? 0 : (double)e->operations * 1e9 / (double)open_ns;
	pthread_mutex_unlock(&e->lock);
	stats.size = out->size < sizeof stats ? out->size : (uint32_t)sizeof stats;
	memcpy(out, &stats, stats.size);
	return 0;
}

/* Required. */
int32_t bse_last_error(char *buf, uint32_t cap) {
	if (buf == NULL || cap == 0)
		return -EINVAL;
	snprintf(buf, cap, "%s", last_error);
	return (int32_t)strlen(buf);
}

/* Optional: BSE_CAPABILITY_HEALTH. */
int32_t bse_check_health(bse_engine *e, char *reason, uint32_t cap) {
	static const char *const names[] = {"read", "write", "delete", "flush"};
	int32_t is_healthy = 1;
	pthread_mutex_lock(&e->lock);
	if (cap > 0)
		snprintf(reason, cap, "serving");
	for (int kind = READ; kind <= FLUSH; kind++) {
		if (e->failing[kind] == 0)
			continue;
		is_healthy = 0;
		if (cap > 0)
			snprintf(reason, cap, "the last %s failed: %s", names[kind],
			         strerror(-e->failing[kind]));
	}
	pthread_mutex_unlock(&e->lock);
	return is_healthy;
}
