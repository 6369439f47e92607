/** Whether a run's own workloads fit its target, before anything is written. */
import { statfsSync } from "node:fs";
import type { PreparedTarget, Workload } from "../contract/index.ts";
import { Refusal } from "./refusal.ts";

/** An engine's own data beside the blocks. */
const roomShare = 0.9;

export function demandRoom(workloads: readonly Workload[], target: PreparedTarget): void {
	const roomBytes = roomShare * roomOf(target);
	for (const { id, blockBytes, workingSetBlocks = 0 } of workloads) {
		const bytes = blockBytes * workingSetBlocks;
		if (bytes <= roomBytes) continue;
		const where = target.mode === "scratch" ? "free" : "target";
		throw new Refusal(
			`${id} has a working set of ${gibibytes(bytes)}, and the ${where} room of ${target.path} is ${gibibytes(roomBytes)}; lower size= or name a larger --target.`,
		);
	}
}

function roomOf(target: PreparedTarget): number {
	if (target.mode === "device") return target.facts.sizeBytes;
	const { bavail, bsize } = statfsSync(target.path);
	return bavail * bsize;
}

function gibibytes(bytes: number): string {
	return `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
}
