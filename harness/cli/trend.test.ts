/** `assay trend` from words to output, over a history that a series was written into. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../results/compare/random.ts";
import { sampleEngine, sampleRecord, sampleWorkload } from "../../results/schema/sample.ts";
import { entryOfRecord, openHistory, textOf } from "../../results/store/index.ts";
import { assay } from "./fixtures/assay.ts";

const cwd = mkdtempSync(join(tmpdir(), "assay-trend-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const noise = seededRandom(4);

/** Run `at` of a lab: from the 30th on the engine is a new version, and slower by 8 %. */
function entryOf(at: number, hostname = "lab-1", level = at < 30 ? 50_000 : 46_000) {
	const startedAt = new Date(Date.UTC(2026, 0, 1, at)).toISOString();
	const iops = level * Math.exp(0.01 * noise.normal());
	const version = at < 30 ? "1.0.0" : "1.1.0";
	const workload = sampleWorkload({ id: "randread-4k-qd1", iops });
	const engine = sampleEngine({ name: "sample", version, workloads: [workload] });
	const { host } = sampleRecord({});
	const record = sampleRecord({ startedAt, engines: [engine], host: { ...host, hostname } });
	return entryOfRecord(record, textOf(record));
}

beforeAll(async () => {
	const history = await openHistory(join(cwd, "lab.sqlite"), { create: true });
	await history.add(Array.from({ length: 50 }, (_, at) => entryOf(at)));
	await history.close();
	const slide = await openHistory(join(cwd, "slide.sqlite"), { create: true });
	const sliding = (at: number) => 50_000 - 200 * Math.max(0, Math.min(40, at - 20));
	await slide.add(Array.from({ length: 90 }, (_, at) => entryOf(at, "lab-1", sliding(at))));
	await slide.close();
	const short = await openHistory(join(cwd, "short.sqlite"), { create: true });
	await short.add(Array.from({ length: 4 }, (_, at) => entryOf(at)));
	await short.close();
});

const named = ["sample", "randread-4k-qd1", "iops"];
function trend(...words: string[]) {
	return assay(["trend", ...words], cwd);
}

test("a change is told with the runs and the versions on either side of it", () => {
	const { code, stdout } = trend(...named, "--history", "lab.sqlite");
	expect(stdout).toContain("50 runs, 2026-01-01 00:00 to 2026-01-03 01:00 UTC");
	expect(stdout).toMatch(/50\.\d* k -> 4[56]\.\d* k \(-[789]\.\d %, worse\), confidence 9/);
	expect(stdout).toMatch(/between run [0-9a-f]{12}, 2026-01-02 05:00, version 1\.0\.0/);
	expect(stdout).toMatch(/and {5}run [0-9a-f]{12}, 2026-01-02 06:00, version 1\.1\.0/);
	expect(stdout).toContain("\n1 change\n");
	expect(code).toBe(0);
});

test("a slide is told with the runs where it begins and where it ends", () => {
	const { code, stdout } = trend(...named, "--history", "slide.sqlite");
	expect(stdout).toMatch(/slide: 50\.\d* k -> 4[12]\.\d* k \(-1[567]\.\d %, worse\), confidence 9/);
	expect(stdout).toMatch(/and {5}run .{12}, 2026-01-0[12] .*\n {2}until {3}run .{12}, 2026-01-03 /);
	expect(stdout).toContain("\n1 change\n");
	expect(code).toBe(0);
});

test("the same as a document; the points since then show none", () => {
	const { stdout } = trend(...named, "--history", "lab.sqlite", "--json");
	const { changes, points, series } = JSON.parse(stdout);
	expect({ points, metric: series.metric }).toEqual({ points: 50, metric: "iops" });
	expect(changes).toHaveLength(1);
	expect(changes[0]).toMatchObject({ at: 30, pointsBefore: 30, pointsAfter: 20 });
	expect(changes[0].lastBefore.version).toBe("1.0.0");
	expect(changes[0].firstAfter.version).toBe("1.1.0");
	const since = trend(...named, "--history", "lab.sqlite", "--since", "2026-01-02T07:00:00Z");
	expect(since.stdout).toContain("19 runs");
	expect(since.stdout).toContain("no change found");
});

test("too few runs tell nothing, and say so", () => {
	const { code, stdout } = trend(...named, "--history", "short.sqlite");
	expect(stdout).toContain("too few runs to tell: 10 are the least");
	expect(code).toBe(0);
});

test("numbers of two hosts are no one series", async () => {
	const history = await openHistory(join(cwd, "two.sqlite"), { create: true });
	const host = { ...sampleRecord({}).host, cpuModel: "another" };
	const record = sampleRecord({ engines: [sampleEngine({})], host });
	const other = sampleRecord({ engines: [sampleEngine({})] });
	await history.add([record, other].map((each) => entryOfRecord(each, textOf(each))));
	const [key] = await history.seriesList({ metric: "iops" });
	await history.close();
	const { engine = "", workload = "", metric = "" } = key ?? {};
	const { code, stderr } = trend(engine, workload, metric, "--history", "two.sqlite");
	expect(stderr).toContain("differ in host or setting; name one: --host ");
	expect(code).toBe(2);
});

test.each([
	[["sampel", "randread-4k-qd1", "iops"], "There is no engine sampel"],
	[["sampel", "randread-4k-qd1", "iops"], "did you mean sample?"],
	[["sample", "randraed-4k-qd1", "iops"], "did you mean randread-4k-qd1?"],
	[["sample", "randread-4k-qd1", "latency.p99"], "There is no metric latency.p99"],
	[[...named, "--last", "none"], "--last none is no count of points"],
	[[...named, "--since", "yesterday"], "--since yesterday is no time"],
	[[...named, "--host", "elsewhere"], "leave out --host and --setting"],
	[["sample", "randread-4k-qd1"], "needs to be told"],
])("%j is refused", (words, reason) => {
	const { code, stderr } = trend(...words, "--history", "lab.sqlite");
	expect(stderr).toContain(reason);
	expect(code).toBe(2);
});

test("a history that isn't there, or isn't one, is told", () => {
	expect(trend(...named, "--history", "gone.sqlite").stderr).toContain("gone.sqlite");
	writeFileSync(join(cwd, "text.sqlite"), "no database\n".repeat(100));
	const { code, stderr } = trend(...named, "--history", "text.sqlite");
	expect(stderr).toContain("text.sqlite");
	expect(code).not.toBe(0);
});
