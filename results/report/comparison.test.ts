import { describe, expect, test } from "bun:test";
import { judgeComparison, type Round, type Values } from "../compare/index.ts";
import { renderComparison } from "./comparison.ts";
import { intervalBar, intervalScale } from "./delta-bar.ts";
import { width } from "./text.ts";

const plan = {
	...{ seed: 42, workloads: ["randread-4k-qd1", "randwrite-4k-qd1"], looks: [12], delay: 0 },
	margins: { iops: 0.025, p99Ns: 0.1 },
};

/** Twelve rounds of both workloads; the writes of the candidate are so many times as fast. */
function compared(speed: number) {
	const rounds = plan.workloads.flatMap((workload) =>
		Array.from({ length: 12 }, (_, index): Round => {
			const values = (iops: number): Values => ({ iops: iops + index, p99Ns: 250_000 + index });
			const candidate = values(workload === "randwrite-4k-qd1" ? 10_000 * speed : 10_000);
			const order = ["baseline", "candidate", "control"] as const;
			const slots = { baseline: values(10_000), candidate, control: values(10_000) };
			return { workload, index, order, values: slots };
		}),
	);
	const confirmation = rounds.map((round) => ({ ...round }));
	return { plan, rounds, confirmation, broken: [], complete: true };
}

function shown(speed: number, columns = 100, color = false): string {
	const data = compared(speed);
	const names = { baseline: "old.so", candidate: "new engine.so", assay: "sh ci/assay" };
	return renderComparison(data, judgeComparison(data), {
		...names,
		...{ outDirectory: "assay-results/one", color, columns },
	});
}

describe("renderComparison", () => {
	test("verdict, what moved, the worst metric first, files, and the command that leads on", () => {
		const text = shown(0.8);
		const places = [
			...["FAIL  slower: randwrite-4k-qd1", "compare new engine.so against old.so", "seed 42"],
			...["1 of 4 moved", "randwrite-4k-qd1 iops +", "workload", "│ randwrite-4k-qd1  iops"],
			...["│ randread-4k-qd1 ", "A/A, a copy", "Files: assay-results/one", "Next:"],
			"sh ci/assay bench 'new engine.so' --baseline old.so --only randwrite-4k-qd1",
		].map((part) => text.indexOf(part));
		expect(places).not.toContain(-1);
		expect(places).toEqual([...places].sort((a, b) => a - b));
	});

	test("equal engines pass, and nothing moved", () => {
		expect(shown(1)).toContain("PASS");
		expect(shown(1)).toContain("0 of 4 moved");
		expect(shown(1)).toContain("certify 'new engine.so' --baseline old.so");
	});

	test.each([80, 100, 120, 200])("fits %d columns, colour changes no letter", (columns) => {
		const text = shown(0.8, columns);
		expect(text.split("\n").filter((line) => width(line) > columns)).toEqual([]);
		expect(text).toContain("randwrite-4k-qd1");
		expect(Bun.stripANSI(shown(0.8, columns, true))).toBe(text);
	});

	test("without a round there is a verdict, and dashes for numbers", () => {
		const data = { ...compared(1), rounds: [], confirmation: [], complete: false };
		const options = { color: false, columns: 100, outDirectory: "o", assay: "assay" };
		const named = { ...options, baseline: "a", candidate: "b" };
		const text = renderComparison(data, judgeComparison(data), named);
		expect(text).toStartWith("INCONCLUSIVE  interrupted");
		expect(text).toMatch(/randread-4k-qd1 +iops +- +-/);
	});
});

describe("interval bars", () => {
	test("about a centre line, on one scale for all", () => {
		const intervals = [
			{ estimate: 0.1, low: 0.05, high: 0.2 },
			{ estimate: -0.1, low: -0.1, high: 0 },
		];
		const scale = intervalScale(intervals);
		expect(scale).toBe(0.2);
		expect(intervals.map((each) => intervalBar(each, scale))).toEqual([
			"       | --o---",
			"   o---|       ",
		]);
	});

	test("beyond the scale at the edge; nothing without an estimate", () => {
		expect(intervalScale([{ estimate: 30 }])).toBe(0.5);
		expect(intervalBar({ estimate: 30 }, 0.5)).toBe("       |      o");
		expect(intervalBar({}, 0.5)).toBe("");
	});
});
