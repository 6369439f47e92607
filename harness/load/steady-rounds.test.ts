import { expect, test } from "bun:test";
import type { WorkloadResult } from "../../results/schema/index.ts";
import { sampleWorkload } from "../../results/schema/sample.ts";
import type { Workload } from "../contract/index.ts";
import { Histogram } from "./histogram.ts";
import { measureRounds } from "./steady-rounds.ts";

const workload = {
	id: "randwrite",
	title: "writes",
	blockBytes: 4096,
	readPercent: 0,
	pattern: "random",
	issue: "single",
	depth: 1,
	workers: 1,
	depthOfProfile: "quick",
} satisfies Workload;

/** A second at `iops`, each operation as long as it takes then. */
function round(iops: number, overrides: Partial<WorkloadResult> = {}): WorkloadResult {
	const histogram = new Histogram();
	for (let i = 0; i < iops; i++) histogram.record(1e9 / iops);
	const measured = { iops, operations: iops, durationMs: 1000, histogram: histogram.encode() };
	return sampleWorkload({ ...measured, cpuNsPerOperation: 10, ...overrides });
}

async function run(kind: "until-steady" | "all", countMax: number, rounds: WorkloadResult[]) {
	let asked = 0;
	const told: string[] = [];
	const result = await measureRounds(
		{ ...workload, rounds: { kind, countMax } },
		async () => rounds[asked++] ?? round(1),
		(message) => told.push(message),
	);
	expect(told).toHaveLength(asked);
	return { result, asked };
}

const falling = [3000, 2500, 1800, 1200, 1040, 1010, 1000, 990, 1010].map((iops) => round(iops));

test("ends with the steady window, and has its numbers alone", async () => {
	const { result, asked } = await run("until-steady", 25, [...falling, round(1)]);
	expect(asked).toBe(9);
	expect(result.outcome).toBe("measured");
	expect(result.iops).toBe(1010);
	expect(result.operations).toBe(5050);
	expect(result.verifiedBlocks).toBe(9 * 93);
	expect(result.latencyNs?.max).toBe(1e9 / 990);
	expect(result.latencyNs?.mean).toBeCloseTo(5e9 / 5050, 0);
	expect(result.cpuNsPerOperation).toBeCloseTo(10, 9);
	expect(result.warnings).toEqual([]);
	expect(result.details?.iopsSeries).toEqual(falling.map(({ iops }) => iops as number));
	expect(result.message).toContain("Steady state since round 9");
});

test("not reached is an outcome of its own, without a number", async () => {
	const rounds = Array.from({ length: 25 }, (_, i) => round(Math.round(10_000 * 0.9 ** i)));
	const { result, asked } = await run("until-steady", 25, rounds);
	expect(asked).toBe(25);
	expect(result.outcome).toBe("not-steady");
	expect(result.iops).toBeUndefined();
	expect(result.histogram).toBeUndefined();
	expect(result.message).toContain("not reached in 25 rounds");
	expect(result.details?.iopsSeries).toHaveLength(25);
});

test("a saturation run does all rounds, and says that steady state was left", async () => {
	const rounds = [...Array(6).fill(round(1000)), ...Array(2).fill(round(500))];
	const { result, asked } = await run("all", 8, rounds);
	expect(asked).toBe(8);
	expect(result.outcome).toBe("measured");
	expect(result.iops).toBe(7000 / 8);
	expect(result.warnings.join()).toContain("reached in round 5 and left in round 7");
	expect(result.details?.steady).toMatchObject({ isSteady: false });
});

test("a warning of several rounds is told once, with how many", async () => {
	const rounds = [3, 5, 7, 11, 13].map((percent) =>
		round(1000, { warnings: [`The host was busy ${percent} % of the time.`] }),
	);
	const { result } = await run("until-steady", 25, rounds);
	expect(result.warnings).toEqual([
		"The host was busy 3 % of the time. (And so in 5 of 5 rounds.)",
	]);
});

test("a round that fails ends it, and says which one", async () => {
	const failed = round(0, { outcome: "failed", message: "3 blocks were wrong." });
	const { result, asked } = await run("until-steady", 25, [round(1000), failed]);
	expect(asked).toBe(2);
	expect(result).toMatchObject({ outcome: "failed", message: "Round 2: 3 blocks were wrong." });
});

test("a sink verifies nothing, in rounds as in one", async () => {
	const { verifiedBlocks: _, mismatchedBlocks: __, ...sink } = round(1000);
	const { result } = await run("until-steady", 25, Array(5).fill(sink));
	expect(result.outcome).toBe("measured");
	expect(result.verifiedBlocks).toBeUndefined();
});
