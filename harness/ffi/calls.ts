import { bindNative } from "./native.ts";

/**
 * One function per ABI call, through an engine table. First argument: the table's address. Ids are
 * bigints (`u64`), so that all of 0..2^64-1 arrive unchanged; the load loop binds its own.
 * Arguments are checked by NativeEngine: FFI converts silently.
 */
export const calls = bindNative({
	assay_initialize: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_shutdown: { args: ["ptr"], returns: "i32" },
	assay_write: { args: ["ptr", "u64", "ptr", "u32"], returns: "i32" },
	assay_read: { args: ["ptr", "u64", "ptr", "u32"], returns: "i32" },
	assay_delete: { args: ["ptr", "u64"], returns: "i32" },
	assay_flush: { args: ["ptr"], returns: "i32" },
	assay_get_stats: { args: ["ptr", "ptr"], returns: "i32" },
	assay_last_error: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_write_batch: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_read_batch: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_lease: { args: ["ptr", "u64", "ptr"], returns: "i32" },
	assay_release: { args: ["ptr", "ptr"], returns: "i32" },
	assay_queue_create: { args: ["ptr", "u32", "ptr"], returns: "i32" },
	assay_queue_submit: { args: ["ptr", "ptr", "ptr", "u32"], returns: "i32" },
	assay_queue_poll: { args: ["ptr", "ptr", "ptr", "u32", "u32"], returns: "i32" },
	assay_queue_destroy: { args: ["ptr", "ptr"], returns: "i32" },
	assay_check_health: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_collect_metrics: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_drain_log: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_set_log_level: { args: ["ptr", "u32"], returns: "i32" },
	assay_get_fallback: { args: ["ptr", "ptr"], returns: "i32" },
	assay_quiesce: { args: ["ptr", "u32"], returns: "i32" },
	assay_activate: { args: ["ptr"], returns: "i32" },
});

/** Calls that fill the caller's text buffer, by the name that checks give them. */
export const textCalls = {
	lastError: calls.assay_last_error,
	checkHealth: calls.assay_check_health,
	collectMetrics: calls.assay_collect_metrics,
	drainLog: calls.assay_drain_log,
} as const;
