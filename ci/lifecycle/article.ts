import { join } from "node:path";
import Table from "cli-table3";
import { median, min } from "simple-statistics";
import type { Bench } from "tinybench";
import { firstLoad, hashAlone, hotLoad, hotLoadCpuMs } from "./tasks.ts";

/** A library that was measured; `task` is what its tasks' names begin with. */
export interface MeasuredSize {
	readonly label: string;
	readonly task: string;
	readonly path: string;
}

/** The article's own table, and the bar that a hot load has here. */
const rows = [
	{ label: "2.1 MB", firstMs: 86, hotMs: 14.2, memoryMb: 3.7, barMs: 3 },
	{ label: "8.4 MB", firstMs: 215, hotMs: 29.8, memoryMb: 11.3, barMs: 8 },
] as const;

/**
 * First load, hot load and memory beside the article's. Medians are what a swap takes here and now;
 * the fastest is what it takes when nothing else runs, and both are shown, since a busy machine can
 * multiply the first.
 */
export function articleTable(
	bench: Bench,
	sizes: readonly MeasuredSize[],
	device: string,
	iterations: number,
): string {
	const table = new Table({
		head: ["library", "", "article", "p50", "fastest", "bar"],
		colAligns: ["left", "left", "right", "right", "right", "right"],
		style: { head: [], border: [] },
	});
	for (const row of rows) {
		const size = sizes.find(({ label }) => label === row.label);
		if (size === undefined) continue;
		const [first, hot, hash] = [firstLoad, hotLoad, hashAlone].map((name) =>
			latencyOf(bench, size.task, name),
		);
		const cpuMs = hotLoadCpuMs(size.path, device, iterations);
		const memoryMb = memoryGrowthMb(size.path);
		table.push(
			[row.label, "first load, ms", row.firstMs, first?.p50 ?? "", first?.min ?? "", ""],
			["", "hot load, ms", row.hotMs, hot?.p50 ?? "", hot?.min ?? "", row.barMs],
			["", "its hash alone, ms", "", hash?.p50 ?? "", hash?.min ?? "", ""],
			["", "its processor time, ms", "", median(cpuMs).toFixed(2), min(cpuMs).toFixed(2), ""],
			["", "memory, MB", row.memoryMb, memoryMb.toFixed(1), "", ""],
		);
	}
	return table.toString();
}

function latencyOf(bench: Bench, task: string, name: string) {
	const result = bench.getTask(`${task}: ${name}`)?.result;
	if (result?.state !== "completed") return undefined;
	return { p50: result.latency.p50.toFixed(2), min: result.latency.min.toFixed(2) };
}

/** In a process of its own: what it holds more once the library is loaded, its copy included. */
function memoryGrowthMb(path: string): number {
	const child = Bun.spawnSync([process.execPath, join(import.meta.dir, "memory.ts"), path]);
	if (!child.success) throw new Error(child.stderr.toString());
	return Number(child.stdout.toString()) / 1e6;
}
