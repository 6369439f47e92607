/* SPDX-License-Identifier: MIT
 *
 * The functions that only report. The engine brings the members capacity_blocks, block_size, pool
 * and telemetry, and engine_used_blocks(). */

int32_t bse_get_stats(bse_engine *engine, bse_stats *stats) {
	return telemetry_stats(&engine->telemetry, engine->capacity_blocks,
	                       engine_used_blocks(engine), engine->block_size, stats);
}

int32_t bse_check_health(bse_engine *engine, char *reason, uint32_t cap) {
	return telemetry_health(&engine->telemetry, reason, cap);
}

int32_t bse_collect_metrics(bse_engine *engine, char *json, uint32_t cap) {
	struct telemetry_rates rates;
	telemetry_rates(&engine->telemetry, &rates);
	int length =
	    snprintf(json, json == NULL ? 0 : cap,
	             "{\"read_iops\":%.3f,\"write_iops\":%.3f,\"avg_latency\":%.3f,"
	             "\"queue_depth\":%llu,\"used_blocks\":%llu,\"pool_buffers\":%u,\"pool_in_use\":%u}",
	             rates.read_iops, rates.write_iops, rates.latency_us,
	             (unsigned long long)telemetry_in_flight(&engine->telemetry),
	             (unsigned long long)engine_used_blocks(engine), engine->pool->buffer_count,
	             atomic_load_explicit(&engine->pool->out_count, memory_order_relaxed));
	if (json == NULL || length < 0 || (uint32_t)length >= cap)
		return fail(-ENOSPC, "the metrics need %d bytes, the buffer has %u", length + 1, cap);
	return length;
}

int32_t bse_drain_log(bse_engine *engine, char *ndjson, uint32_t cap) {
	return log_drain(&engine->telemetry.log, ndjson, cap);
}

int32_t bse_set_log_level(bse_engine *engine, uint32_t level) {
	return log_set_level(&engine->telemetry.log, level);
}
