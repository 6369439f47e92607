import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareRow, targetBytes } from "./compare.ts";
import { CooperativeRing, RingIsUsual } from "./cooperative.ts";
import { judgePacing } from "./pacing.ts";
import { type Bar, engineRows, fidelityRows, floorRows, type Row } from "./rows.ts";
import type { Sample } from "./side.ts";
import { compare, percentile } from "./statistics.ts";
import { judge, render } from "./table.ts";

const sample = (iops: number, ns = 100): Sample => ({
	iops,
	cpuNsPerOperation: 1e9 / iops,
	latencies: [
		[ns, 900],
		[10 * ns, 300],
	],
});
const samples = (...rates: number[]): Sample[] => rates.map((iops) => sample(iops));

describe("comparison", () => {
	test("a host that drifts by a factor of three in the same way for both changes no ratio", () => {
		const drift = [100, 300, 150, 90, 210, 250, 120, 170];
		const found = compare("iops", samples(...drift.map((rate) => 2 * rate)), samples(...drift), 1);
		expect(found?.ratio).toBeCloseTo(2, 9);
		expect(found?.low).toBeCloseTo(2, 9);
		expect(found?.high).toBeCloseTo(2, 9);
	});

	test("two rounds bound nothing", () => {
		const found = compare("cpu", samples(10, 20), samples(10, 10), 1);
		expect(found?.low).toBe(0);
		expect(found?.high).toBe(Number.POSITIVE_INFINITY);
		expect(() => compare("iops", samples(1), [], 1)).toThrow("1 rounds of ours");
	});

	test("p99 is of the operations of all rounds; absent with too few beyond it", () => {
		const rounds = Array.from({ length: 40 }, () => sample(10));
		const slower = rounds.map(() => sample(10, 200));
		expect(compare("p99", slower, rounds, 1)).toMatchObject({ ours: 2000, ratio: 2, low: 2 });
		expect(compare("p99", slower.slice(0, 4), rounds.slice(0, 4), 1)).toBeUndefined();
		expect(percentile(0.5, [[[5, 150]]])).toBeUndefined();
		expect(percentile(0.5, [[[5, 150]], [[3, 150]]])).toBe(3);
	});

	test("a figure that some round lacks is absent", () => {
		const lacking = [sample(1), { ...sample(1), cpuNsPerOperation: undefined }];
		expect(compare("cpu", lacking, samples(1, 1), 1)).toBeUndefined();
	});
});

describe("bars", () => {
	const bar = (bound: Bar["bound"], value: number, of: Bar["of"] = "ratio"): Bar => ({
		metric: "iops",
		...{ of, bound, value },
	});
	const found = { metric: "iops", ours: 80, theirs: 70, ratio: 1, low: 0.9, high: 1.1 } as const;

	test("kept or missed when the whole interval says so, else open", () => {
		expect(judge(bar("least", 0.8), found, 0)).toBe("kept");
		expect(judge(bar("least", 1.2), found, 0)).toBe("missed");
		expect(judge(bar("least", 1), found, 0)).toBe("open");
		expect(judge(bar("most", 1.2), found, 0)).toBe("kept");
		expect(judge(bar("most", 0.8), found, 0)).toBe("missed");
		expect(judge(bar("most", 90, "ours"), found, 0)).toBe("kept");
		expect(judge(bar("most", 70, "ours"), found, 0)).toBe("missed");
	});

	test("a busy host's time is no miss; its processor time is", () => {
		expect(judge(bar("least", 1.2), found, 0.3)).toBe("open");
		expect(judge(bar("least", 0.8), found, 0.3)).toBe("kept");
		expect(judge({ ...bar("most", 0.8), metric: "cpu" }, found, 0.3)).toBe("missed");
	});

	test("pacing of a busy host is open, unless even its quietest round is late", () => {
		expect(judgePacing([10e3, 20e3, 90e3])).toBe("kept");
		expect(judgePacing([10e3, 80e3, 90e3])).toBe("open");
		expect(judgePacing([70e3, 80e3, 90e3])).toBe("missed");
		expect(judgePacing([])).toBe("open");
	});
});

/** Needs a program that the tests may not install. */
const fioPath = Bun.which("fio");
const [floor] = floorRows;
const [read] = fidelityRows("disk");
const queue = fidelityRows("disk").find(({ id }) => id.endsWith("qd8 / fio io_uring"));
const cooperative = fidelityRows("disk").at(-1);
const sliced = engineRows("disk").find(({ id }) => id.startsWith("nvme-pool randwrite qd1"));
const batch = engineRows("disk").at(-1);

test("a ring that nobody had refused is told, not compared twice", () => {
	const scratch = mkdtempSync(join(import.meta.dir, "..", "..", "build", "peers-"));
	try {
		const ring = new CooperativeRing(scratch);
		expect(() => ring.demandUsed()).toThrow(RingIsUsual);
		// What a preloaded library that can't be loaded leaves on standard error.
		const child = Bun.spawnSync(["sh", "-c", "exit 7"], { env: ring.environment });
		expect([child.exitCode, child.stderr.toString()]).toEqual([7, ""]);
		writeFileSync(ring.environment.ASSAY_RING_REFUSED ?? "", "");
		expect(() => ring.demandUsed()).not.toThrow();
	} finally {
		rmSync(scratch, { recursive: true });
	}
});

describe.skipIf(fioPath === null)("in miniature", () => {
	test.each([floor, read, queue, cooperative, sliced, batch].map((row) => row as Row))(
		"$id",
		async (row: Row) => {
			const scratch = mkdtempSync(join(import.meta.dir, "..", "..", "build", "peers-"));
			const engineDirectory = join(import.meta.dir, "..", "..", "build", "engines");
			const budget = { rounds: 2, warmUpMs: 10, measureMs: 50, blocks: 512 };
			const sizeBytes = targetBytes(budget.blocks, row.workload.blockBytes);
			const target = (name: string) =>
				({ path: join(scratch, name), kind: "file", sizeBytes }) as const;
			try {
				const targets = [target("ours"), target("theirs")] as const;
				const place = { fioPath: fioPath as string, engineDirectory, scratch, targets, seed: 1 };
				const result = await compareRow(row, place, budget).catch((error: Error) => {
					// A fio, or a kernel, of before 2022: it has but one kind of ring.
					if (row === cooperative && error instanceof RingIsUsual) return undefined;
					throw error;
				});
				if (result === undefined) return;
				expect([result.ours.length, result.theirs.length]).toEqual([2, 2]);
				const iops = result.comparisons.find(({ metric }) => metric === "iops");
				expect(iops?.ours).toBeGreaterThan(0);
				expect(iops?.theirs).toBeGreaterThan(0);
				expect(render("disk", [result])).toContain(`${row.id}, 2 rounds`);
				expect(readdirSync(scratch)).toEqual([]);
			} finally {
				rmSync(scratch, { recursive: true });
			}
		},
	);
});
