/* SPDX-License-Identifier: MIT */
#include "common/telemetry.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/error.h"

#define WINDOW_NS 1000000000ull

static const char *const operation_names[OPERATION_COUNT] = {"read", "write", "delete", "flush"};

static void telemetry_mark(struct telemetry *telemetry, struct telemetry_mark *mark) {
	mark->at_ns = clock_ns();
	for (uint32_t kind = 0; kind < OPERATION_COUNT; kind++)
		mark->done[kind] = counters_sum(&telemetry->counters, COUNTER_DONE + kind);
	mark->timed = counters_sum(&telemetry->counters, COUNTER_TIMED);
	mark->timed_ns = counters_sum(&telemetry->counters, COUNTER_TIMED_NS);
}

void telemetry_open(struct telemetry *telemetry, uint64_t sample_mask, uint32_t log_level) {
	memset(telemetry, 0, sizeof *telemetry);
	telemetry->sample_mask = sample_mask;
	pthread_mutex_init(&telemetry->window_lock, NULL);
	log_open(&telemetry->log, log_level);
	telemetry_mark(telemetry, &telemetry->window_start);
	telemetry->window_next = telemetry->window_start;
}

void telemetry_close(struct telemetry *telemetry) {
	log_close(&telemetry->log);
	pthread_mutex_destroy(&telemetry->window_lock);
}

static bool is_refusal(int32_t status) {
	return status == -ENOENT || status == -EINVAL || status == -ERANGE || status == -ESTALE ||
	       status == -EAGAIN;
}

void telemetry_count(struct telemetry *telemetry, struct counter_slot *slot, enum operation kind,
                     int32_t status, uint64_t n) {
	_Atomic int32_t *failing = &telemetry->failing[kind];
	if (__builtin_expect(status == 0, 1)) {
		counter_add(slot, COUNTER_DONE + kind, n);
		if (__builtin_expect(atomic_load_explicit(failing, memory_order_relaxed) != 0, 0))
			atomic_store_explicit(failing, 0, memory_order_relaxed);
	} else if (!is_refusal(status)) {
		counter_add(slot, COUNTER_FAILED + kind, n);
		atomic_store_explicit(failing, status, memory_order_relaxed);
		log_write(&telemetry->log, BSE_LOG_ERROR, "%s failed: %s", operation_names[kind],
		          strerror(-status));
	}
}

uint64_t telemetry_in_flight(struct telemetry *telemetry) {
	/* Left first: an operation that ends in between is then counted as in flight, not as -1. */
	uint64_t left = counters_sum(&telemetry->counters, COUNTER_LEFT);
	return counters_sum(&telemetry->counters, COUNTER_ENTERED) - left;
}

void telemetry_rates(struct telemetry *telemetry, struct telemetry_rates *rates) {
	struct telemetry_mark now;
	telemetry_mark(telemetry, &now);
	pthread_mutex_lock(&telemetry->window_lock);
	if (now.at_ns - telemetry->window_next.at_ns >= WINDOW_NS) {
		telemetry->window_start = telemetry->window_next;
		telemetry->window_next = now;
	}
	struct telemetry_mark start = telemetry->window_start;
	pthread_mutex_unlock(&telemetry->window_lock);
	double seconds = (double)(now.at_ns - start.at_ns) / 1e9;
	double done[OPERATION_COUNT];
	memset(rates, 0, sizeof *rates);
	for (uint32_t kind = 0; kind < OPERATION_COUNT; kind++) {
		done[kind] = seconds > 0 ? (double)(now.done[kind] - start.done[kind]) / seconds : 0;
		rates->iops += done[kind];
	}
	rates->read_iops = done[OPERATION_READ];
	rates->write_iops = done[OPERATION_WRITE];
	if (now.timed > start.timed)
		rates->latency_us =
		    (double)(now.timed_ns - start.timed_ns) / (double)(now.timed - start.timed) / 1e3;
	else if (now.timed > 0)
		rates->latency_us = (double)now.timed_ns / (double)now.timed / 1e3;
}

int32_t telemetry_stats(struct telemetry *telemetry, uint64_t capacity_blocks,
                        uint64_t used_blocks, uint32_t block_size, bse_stats *out) {
	bse_stats stats = {0};
	struct telemetry_rates rates;
	struct counters *counters = &telemetry->counters;
	if (out == NULL || out->size < offsetof(bse_stats, capacity_bytes))
		return fail(-EINVAL, "stats is missing, or its size member is not set");
	stats.size = out->size < sizeof stats ? out->size : (uint32_t)sizeof stats;
	if (__builtin_mul_overflow(capacity_blocks, (uint64_t)block_size, &stats.capacity_bytes))
		stats.capacity_bytes = UINT64_MAX;
	stats.used_bytes = used_blocks * block_size;
	stats.read_operations = counters_sum(counters, COUNTER_DONE + OPERATION_READ);
	stats.write_operations = counters_sum(counters, COUNTER_DONE + OPERATION_WRITE);
	stats.delete_operations = counters_sum(counters, COUNTER_DONE + OPERATION_DELETE);
	stats.flush_operations = counters_sum(counters, COUNTER_DONE + OPERATION_FLUSH);
	stats.read_errors = counters_sum(counters, COUNTER_FAILED + OPERATION_READ);
	stats.write_errors = counters_sum(counters, COUNTER_FAILED + OPERATION_WRITE);
	stats.delete_errors = counters_sum(counters, COUNTER_FAILED + OPERATION_DELETE);
	stats.flush_errors = counters_sum(counters, COUNTER_FAILED + OPERATION_FLUSH);
	telemetry_rates(telemetry, &rates);
	stats.iops = rates.iops;
	stats.latency_us = rates.latency_us;
	memcpy(out, &stats, stats.size);
	return 0;
}

int32_t telemetry_health(struct telemetry *telemetry, char *reason, uint32_t cap) {
	for (uint32_t kind = 0; kind < OPERATION_COUNT; kind++) {
		int32_t status = atomic_load_explicit(&telemetry->failing[kind], memory_order_relaxed);
		if (status == 0)
			continue;
		if (reason != NULL && cap > 0)
			snprintf(reason, cap, "the last %s failed: %s", operation_names[kind],
			         strerror(-status));
		return 0;
	}
	if (reason != NULL && cap > 0)
		snprintf(reason, cap, "serving");
	return 1;
}
