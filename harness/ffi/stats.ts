import type { EngineStats } from "../contract/index.ts";
import { layouts } from "./layout.ts";

/** Decodes a filled bse_stats. */
export function readStats(view: DataView<ArrayBuffer>): EngineStats {
	const { fields } = layouts.bse_stats;
	const count = (offset: number) => view.getBigUint64(offset, true);
	return {
		capacityBytes: count(fields.capacity_bytes),
		usedBytes: count(fields.used_bytes),
		readOperations: count(fields.read_operations),
		writeOperations: count(fields.write_operations),
		deleteOperations: count(fields.delete_operations),
		flushOperations: count(fields.flush_operations),
		readErrors: count(fields.read_errors),
		writeErrors: count(fields.write_errors),
		deleteErrors: count(fields.delete_errors),
		flushErrors: count(fields.flush_errors),
		iops: view.getFloat64(fields.iops, true),
		latencyUs: view.getFloat64(fields.latency_us, true),
	};
}
