import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { OurJob } from "./ours.ts";
import { engineRows } from "./rows.ts";
import { sliceRounds } from "./slices.ts";
import { writeZeros } from "./target.ts";

const root = join(import.meta.dir, "..", "..");
const engines = join(root, "build", "engines");
const budget = { rounds: 3, warmUpMs: 4, measureMs: 16, blocks: 64 };

function pairOn(directory: string) {
	const [row] = engineRows("disk");
	if (row === undefined) throw new Error("no row");
	const targets = ["one", "other"].map((name) => {
		const target = { path: join(directory, name), kind: "file", sizeBytes: 16 << 20 } as const;
		writeZeros(target);
		return target;
	}) as [OurJob["target"], OurJob["target"]];
	const seen: string[] = [];
	const job = (engine: string, target: OurJob["target"]): OurJob => ({
		enginePath: join(engines, `${engine}.so`),
		nullPath: join(engines, "null.so"),
		workload: { ...row.workload, readPercent: 50 },
		budget: { warmUpMs: 4, measureMs: 16, verifyOneIn: 1 },
		capacityBlocks: budget.blocks,
		...{ target, seed: 5 },
	});
	const open = (swapped: boolean) => {
		seen.push(swapped ? "swapped" : "straight");
		const [mine, theirs] = swapped ? [targets[1], targets[0]] : targets;
		return [job("memory", mine), job("memory", theirs)] as const;
	};
	return { seen, job, targets, pair: { open, settle: () => seen.push("settled") } };
}

function withDirectory(use: (directory: string) => void): void {
	const directory = mkdtempSync(join(root, "build", "slices-"));
	try {
		use(directory);
	} finally {
		rmSync(directory, { recursive: true });
	}
}

test("either engine works on either target, and a round is half of each", () => {
	withDirectory((directory) => {
		const { pair, seen } = pairOn(directory);
		const [ours, theirs] = sliceRounds(pair, budget);
		const settled = Array.from({ length: budget.rounds }, () => "settled");
		expect(seen).toEqual(["straight", ...settled, "swapped", ...settled]);
		for (const samples of [ours, theirs]) {
			expect(samples.length).toBe(budget.rounds);
			for (const { iops, cpuNsPerOperation = 0, latencies } of samples) {
				expect(iops).toBeGreaterThan(0);
				expect(cpuNsPerOperation).toBeGreaterThan(0);
				const counted = latencies.reduce((sum, [, count]) => sum + count, 0);
				expect(counted).toBeGreaterThan(0);
			}
		}
	});
});

test("an engine that reads something else is no side of a comparison", () => {
	withDirectory((directory) => {
		const { pair, job, targets } = pairOn(directory);
		const defective = join(root, "build", "defective", "08-stale-cache.so");
		const open = () =>
			[{ ...job("memory", targets[0]), enginePath: defective }, job("memory", targets[1])] as const;
		expect(() => sliceRounds({ ...pair, open }, budget)).toThrow(/08-stale-cache.so, run: /);
	});
});
