/** `assay certify --baseline` with what a history holds in place of a library. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../../results/schema/index.ts";
import { sealed } from "../../results/store/index.ts";
import { suites } from "../../suites/index.ts";
import { demandComparable } from "./commands/certify-baseline.ts";
import { assay, filesBelow, makeDirectory } from "./fixtures/assay.ts";
import { readProfile } from "./options.ts";
import { chooseProfile } from "./profile-file.ts";
import { selectSuites } from "./select.ts";

setDefaultTimeout(240_000);

let directory: string;
let first: RunRecord;
const words = ["--only", "randread-4k-qd1", "--duration", "20ms"];

beforeAll(() => {
	directory = makeDirectory("baseline");
	assay(["bench", "memory", "--profile", "quick", ...words, "--no-history"], directory);
	const path = filesBelow(directory).find((each) => each.endsWith("record.json")) ?? "";
	first = JSON.parse(readFileSync(join(directory, path), "utf8")) as RunRecord;
	writeProfile("floor.toml", "0.001%");
	writeProfile("sky.toml", "100000%");
	const files = [1, 2, 3].map((day) => writeRelease(`0.9.0-${day}`, `2026-01-0${day}`));
	expect(assay(["history", "import", ...files], directory).code).toBe(0);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function writeProfile(name: string, share: string): void {
	const assert = `randread-4k-qd1.iops >= ${share} of baseline`;
	writeFileSync(
		join(directory, name),
		`extends = "quick"\n[[gate]]\nid = "reads"\nassert = "${assert}"\n`,
	);
}

/** Of a release whose library is gone. */
function writeRelease(name: string, day: string, change: Partial<RunRecord> = {}): string {
	const { digest: _, ...record } = first as RunRecord & { digest?: string };
	const engines = record.engines.map((each) => {
		return { ...each, version: "0.9.0", path: "/gone.so", digest: "0a".repeat(32) };
	});
	const path = join(directory, `${name}.json`);
	const startedAt = `${day}T00:00:00.000Z`;
	writeFileSync(path, JSON.stringify(sealed({ ...record, startedAt, engines, ...change })));
	return path;
}

const certify = (baseline: string, profile: string, ...more: string[]) =>
	assay(
		["certify", "memory", "--baseline", baseline, "--profile", profile, ...words, ...more],
		directory,
	);

test("numbers of the last release's runs are what a gate compares with, again on a recheck", () => {
	const { code, stdout, stderr } = certify("last-release", "sky.toml", "--json");
	expect(stderr).toContain("the last release is memory 0.9.0");
	expect(stderr).toContain("numbers of 3 stored runs of memory 0.9.0");
	const document = JSON.parse(stdout);
	const gate = document.gates.find(({ id }: { id: string }) => id === "regression.reads");
	expect(gate.result).toBe("fail");
	expect(gate.threshold).toContain("by 3 stored runs");
	expect(document.baselineNumbers.runs).toHaveLength(3);
	// A regression alone, unless this machine was too busy to measure at all.
	expect(code).toBe(4);
	const again = assay(["recheck", document.outDirectory, "--json"], directory);
	expect(JSON.parse(again.stdout).gates).toEqual(document.gates);
	expect(again.code).toBe(4);
});

test("a stored run alone, or one made otherwise, is told apart from a baseline", () => {
	const one = join(directory, "0.9.0-1.json");
	const alone = certify(one, "floor.toml", "--json", "--no-history");
	const gates: { id: string; result: string; message: string }[] = JSON.parse(alone.stdout).gates;
	const gate = gates.find(({ id }) => id === "regression.reads");
	expect([gate?.result, alone.code]).toEqual(["inconclusive", 3]);
	expect(gate?.message).toContain("1 stored run of the baseline; 3 are the least to tell");
	const host = { ...first.host, cpuModel: "another" };
	const comparison = join(directory, "comparison.json");
	const engines = { baseline: { path: "/old.so" }, candidate: { path: "/new.so" } };
	writeFileSync(comparison, JSON.stringify(sealed({ kind: "comparison", engines })));
	const before = filesBelow(directory);
	for (const [baseline, profile, more, reason, code] of [
		[one, "floor.toml", ["--target", "."], "its numbers compare with no others", 2],
		[writeRelease("else", "2026-01-04", { host }), "floor.toml", [], "is of the host", 3],
		[comparison, "floor.toml", [], "(/old.so or /new.so), or a run of it", 2],
	] as const) {
		const refused = certify(baseline, profile, ...more);
		expect(refused.stderr).toContain(reason);
		expect(refused.code).toBe(code);
	}
	expect(filesBelow(directory)).toEqual([...before, "else.json"].sort());
});

test("numbers that no gate asks for, or of a part of a run, are refused", () => {
	const [engine] = first.engines;
	if (engine === undefined) throw new Error("the run has no engine");
	const stored = { kind: "stored", engine, record: first } as const;
	const duration = { ...first.options, duration: "30ms" };
	const longer = { ...stored, record: { ...first, options: duration } };
	const profile = chooseProfile(join(directory, "floor.toml"), "quick", []);
	const timed = { ...profile, load: { ...profile.load, measureMs: 20 } };
	const selected = selectSuites(suites, new Set(["workloads"]), profile, { only: [], skip: [] });
	const plan = { profile: timed, selected, shard: undefined };
	demandComparable(stored, plan, "run");
	for (const [run, changed, reason] of [
		[stored, { ...plan, profile: readProfile("quick", "ci") }, "no gate of the profile quick"],
		[stored, { ...plan, selected: { ...selected, workloads: [] } }, "no workload is selected"],
		[stored, { ...plan, profile }, "with --duration 20ms"],
		[longer, plan, "with --duration 30ms"],
		[stored, { ...plan, shard: { index: 1, count: 2, whole: selected } }, "hosts of their own"],
	] as const) {
		expect(() => demandComparable(run, changed, "run")).toThrow(reason);
	}
});
