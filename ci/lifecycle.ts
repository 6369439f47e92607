/**
 * `npm run bench:lifecycle`: what each step of an engine's life costs, by the size of its library.
 *
 * Goals: where the time of a hot load goes, beside the article's own table (2.1 MB: 86 ms first,
 * 14.2 ms hot; 8.4 MB: 215 ms first, 29.8 ms hot). Non-goals: I/O speed; comparing two engines.
 * tinybench's hooks keep what a step needs and leaves outside the timed part.
 */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import { Bench } from "tinybench";
import { runCommand, wholeNumber } from "./command.ts";
import { articleTable, type MeasuredSize } from "./lifecycle/article.ts";
import { buildPadded, paddings, sizeOf } from "./lifecycle/libraries.ts";
import { addLifecycleTasks } from "./lifecycle/tasks.ts";

const root = join(import.meta.dir, "..");
const deviceBytes = 64 << 20;

/** Runs all tasks so often each, and returns the table. */
export async function measureLifecycle(iterations: number): Promise<string> {
	const build = join(root, "build");
	const scratch = mkdtempSync(join(build, "lifecycle-"));
	const device = join(scratch, "device");
	writeFileSync(device, "");
	truncateSync(device, deviceBytes);
	try {
		// By count, not by time: the hooks take longer than most steps, and are not in the time.
		const counts = { iterations, warmupIterations: Math.ceil(iterations / 10) };
		const bench = new Bench({ ...counts, time: 0, warmupTime: 0, throws: true });
		const sizes: MeasuredSize[] = [];
		for (const { label, bytes } of paddings) {
			const path = buildPadded(scratch, label, bytes);
			const size = `memory ${(sizeOf(path) / 1e6).toFixed(1)} MB`;
			addLifecycleTasks(bench, size, path, device);
			sizes.push({ label, task: size, path });
		}
		addLifecycleTasks(bench, "nvme", join(build, "engines", "nvme.so"), device);
		await bench.run();
		return [render(bench), articleTable(bench, sizes, device, iterations)].join("\n");
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function render(bench: Bench): string {
	const table = new Table({
		head: ["step", "p50 us", "p99 us", "max us", "samples"],
		colAligns: ["left", "right", "right", "right", "right"],
		style: { head: [], border: [] },
	});
	const microseconds = (milliseconds: number) => (milliseconds * 1000).toFixed(1);
	for (const { name, result } of bench.tasks) {
		if (result.state !== "completed") throw new Error(`${name}: ${result.state}`);
		const { p50, p99, max, samplesCount } = result.latency;
		table.push([name, microseconds(p50), microseconds(p99), microseconds(max), samplesCount]);
	}
	return table.toString();
}

const command = {
	name: "bench:lifecycle",
	about: "what each step of an engine's life costs, by the size of its library",
	options: {
		iterations: { value: "N", about: "how often each step is timed", default: "100" },
	},
};

if (import.meta.main) {
	await runCommand(command, async ({ iterations }) => {
		console.log(await measureLifecycle(wholeNumber("iterations", iterations, 1)));
		return 0;
	});
}
