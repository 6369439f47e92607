/** The ABI's functions as block_engine.h groups them, and what a file exports of them. */
import type { Capability } from "../contract/index.ts";

export const requiredFunctions = [
	"bse_initialize",
	"bse_shutdown",
	"bse_write_block",
	"bse_read_block",
	"bse_delete_block",
	"bse_flush",
	"bse_get_stats",
	"bse_last_error",
] as const;

/** A capability that is a group of functions; `sink` has none, it is a bit alone. */
export type FunctionCapability = Exclude<Capability, "sink">;

export const capabilityFunctions: Readonly<Record<FunctionCapability, readonly string[]>> = {
	batch: ["bse_write_batch", "bse_read_batch"],
	lease: ["bse_lease_block", "bse_release_block"],
	queue: ["bse_queue_create", "bse_queue_submit", "bse_queue_poll", "bse_queue_destroy"],
	health: ["bse_check_health"],
	metrics: ["bse_collect_metrics"],
	logging: ["bse_drain_log", "bse_set_log_level"],
	fallback: ["bse_get_fallback_engine"],
	swap: ["bse_quiesce", "bse_activate"],
};

export const functionCapabilities = Object.keys(capabilityFunctions) as FunctionCapability[];

const known: ReadonlySet<string> = new Set([
	...requiredFunctions,
	...Object.values(capabilityFunctions).flat(),
	"bse_plugin_note",
]);

export interface AbiSurface {
	readonly missingRequired: readonly string[];
	/** Groups of which every function is exported. */
	readonly complete: ReadonlySet<FunctionCapability>;
	/** Functions that are missing, by group; groups that are complete are not in it. */
	readonly missing: ReadonlyMap<FunctionCapability, readonly string[]>;
	/** Exported names with our prefix that this ABI lacks: of a later minor, or a typing error. */
	readonly unknown: readonly string[];
}

export function abiSurface(exportedFunctions: ReadonlySet<string>): AbiSurface {
	const complete = new Set<FunctionCapability>();
	const missing = new Map<FunctionCapability, readonly string[]>();
	for (const capability of functionCapabilities) {
		const functions = capabilityFunctions[capability];
		const absent = functions.filter((name) => !exportedFunctions.has(name));
		if (absent.length === 0) complete.add(capability);
		else missing.set(capability, absent);
	}
	return {
		missingRequired: requiredFunctions.filter((name) => !exportedFunctions.has(name)),
		complete,
		missing,
		unknown: [...exportedFunctions].filter((name) => name.startsWith("bse_") && !known.has(name)),
	};
}
