import { describe, expect, test } from "bun:test";
import type { Check, Family, Suites, SwapDrill, Workload } from "../contract/index.ts";
import { Refusal } from "./refusal.ts";
import { idsOf, matches, selectSuites } from "./select.ts";

const check = (id: string, depth: Check["depth"] = "quick"): Check => ({
	id,
	title: id,
	needs: [],
	depth,
	run: () => ({ verdict: "could-not-run", message: "only selected here" }),
});
const workload: Workload = {
	id: "randread-4k-qd1",
	title: "reads",
	blockBytes: 4096,
	readPercent: 100,
	pattern: "random",
	issue: "single",
	depth: 1,
	workers: 1,
	depthOfProfile: "quick",
};
const drill: SwapDrill = {
	id: "swap.under-load",
	title: "swaps",
	writers: 1,
	readers: 1,
	swaps: 2,
	blocksPerWriter: 1,
	pauseMs: 1,
	drainDeadlineMs: 1,
	manager: "epoch",
	depth: "quick",
};
const suites: Suites = {
	checks: [check("data.read"), check("data.long", "certification"), check("batch.sizes")],
	victims: [],
	workloads: [workload],
	swaps: [drill],
};
const all: ReadonlySet<Family> = new Set(["checks", "workloads", "swaps"]);
const select = (only: string[], skip: string[] = [], families = all) =>
	idsOf(selectSuites(suites, families, { depth: "quick" }, { only, skip }));

function refusal(act: () => unknown): Refusal {
	try {
		act();
	} catch (error) {
		if (error instanceof Refusal) return error;
		throw error;
	}
	throw new Error("expected a refusal");
}

describe("selection", () => {
	test("a set of workloads is its profile's alone, unless one is named in full", () => {
		const inSet: Workload = { ...workload, id: "snia.iops", set: "snia" };
		const both = { ...suites, workloads: [workload, inSet] };
		const families = new Set<Family>(["workloads"]);
		const select = (profile: { workloadSet?: "snia" }, only: string[]) =>
			idsOf(selectSuites(both, families, { depth: "ci", ...profile }, { only, skip: [] }));
		expect(select({}, [])).toEqual(["randread-4k-qd1"]);
		expect(select({ workloadSet: "snia" }, [])).toEqual(["snia.iops"]);
		expect(select({}, ["snia.iops"])).toEqual(["snia.iops"]);
		expect(refusal(() => select({}, ["snia"])).exitCode).toBe(3);
	});

	test("without options it is what the profile's depth includes", () => {
		expect(select([])).toEqual(["data.read", "batch.sizes", "randread-4k-qd1", "swap.under-load"]);
		const deep = selectSuites(suites, all, { depth: "certification" }, { only: [], skip: [] });
		expect(idsOf(deep)).toContain("data.long");
	});

	test("ids, families and globs select; skipping wins", () => {
		expect(select(["data.*"])).toEqual(["data.read"]);
		expect(select(["data"])).toEqual(["data.read"]);
		expect(select(["*-4k-*", "batch.sizes"])).toEqual(["batch.sizes", "randread-4k-qd1"]);
		expect(select(["data.*", "batch.sizes"], ["data"])).toEqual(["batch.sizes"]);
		expect(select([], ["data.*", "rand*", "swap.*"])).toEqual(["batch.sizes"]);
	});

	test("a check named in full runs in every profile, and the run's plan includes it", () => {
		const selected = selectSuites(
			suites,
			all,
			{ depth: "quick" },
			{ only: ["data.long"], skip: [] },
		);
		expect(selected.checks.map(({ id, depth }) => [id, depth])).toEqual([["data.long", "quick"]]);
	});

	test("a glob is no regular expression", () => {
		expect(matches("data.r*", "dataxread")).toBe(false);
		expect(matches("(data", "(data.x")).toBe(true);
		expect(matches("data", "database.x")).toBe(false);
		expect(matches("data.rea?", "data.read")).toBe(true);
	});

	test("unknown ids are refused with a suggestion, as are patterns that match nothing", () => {
		expect(refusal(() => select(["data.raed"])).message).toContain("did you mean data.read?");
		expect(refusal(() => select([], ["nonsense-here"])).message).toContain("--skip nonsense-here");
		expect(refusal(() => select(["queue.*"])).message).toContain("matches no check");
		expect(refusal(() => select(["queue.*"])).exitCode).toBe(2);
	});

	test("nothing selected is refused: nothing run is no pass", () => {
		const nothing = refusal(() => select(["data.read"], ["data.*"]));
		expect(nothing.exitCode).toBe(3);
		expect(refusal(() => select(["randread-4k-qd1"], [], new Set(["checks"]))).exitCode).toBe(3);
	});
});
