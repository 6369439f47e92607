/** `--format`, from a run and from its record: the same files, and refusals that help. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleEngine, sampleRecord, sampleWorkload } from "../../results/schema/sample.ts";
import { assay, filesBelow, makeDirectory } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const directory = makeDirectory("exports");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("bench writes what report writes from its record, for fio's and HdrHistogram's plotters", () => {
	const words = ["bench", "memory", "--only", "randread-4k-qd1", "--duration", "100ms"];
	const ran = assay([...words, "--format", "hgrm,hlog", "--format", "fio-json"], directory);
	const files = filesBelow(directory);
	const made = files.filter((file) => /\.(hgrm|hlog)$|fio\.json$/.test(file));
	expect(made.map((file) => file.replace(/^.*\//, "")).sort()).toEqual([
		"fio.json",
		"latency-memory-randread-4k-qd1.hgrm",
		"latency.hlog",
	]);
	for (const file of made) expect(ran.stderr).toContain(file);
	const record = files.find((file) => file.endsWith("/record.json")) ?? "";
	const again = join(directory, "again");
	const formats = ["--format", "fio-json,hlog,hgrm"];
	const told = assay(["report", record, ...formats, "--out", again, "--json"], directory);
	expect(told.code).toBe(0);
	expect(JSON.parse(told.stdout).files).toHaveLength(3);
	for (const file of made) {
		const text = readFileSync(join(directory, file), "utf8");
		expect(readFileSync(join(again, file.replace(/^.*\//, "")), "utf8")).toBe(text);
	}
	const { jobs } = JSON.parse(readFileSync(join(again, "fio.json"), "utf8"));
	expect(jobs[0].read.total_ios).toBeGreaterThan(100);
});

test.each([
	[["test", "memory", "--format", "hlog"], 2, "use it with 'assay bench'"],
	[["bench", "memory", "--format", "fiojson"], 2, "did you mean fio-json?"],
	[["report", "nothing.json", "--format", "hlog"], 2, "name a record.json"],
	[["report", "empty.json"], 2, "needs a --format"],
	[["report", "empty.json", "--format", "hlog"], 3, "nothing to export as hlog"],
	[["report", "empty.json", "--format", "junit,jnit"], 2, "did you mean junit?"],
	[["report", "empty.json", "./empty.json", "--format", "junit"], 2, "each with its own --out"],
])("%p ends with %p", (words, code, text) => {
	writeFileSync(join(directory, "empty.json"), JSON.stringify(sampleRecord()));
	const ran = assay(words, directory);
	expect(ran.stderr).toContain(text);
	expect(ran.code).toBe(code);
});

test("report writes every format that pipelines read; what can't be plotted is told, not skipped", () => {
	for (const name of ["one", "two"]) {
		mkdirSync(join(directory, name), { recursive: true });
		writeFileSync(join(directory, name, "record.json"), JSON.stringify(sampleRecord()));
	}
	const formats = "html,junit,ctrf,markdown,github,tap,csv,prometheus,sarif";
	const beside = assay(["report", "one", "two", "--format", formats], directory);
	expect([beside.code, beside.stdout.trim().split("\n").length]).toEqual([0, 18]);
	const words = ["report", "one", "two/record.json", "--format", `${formats},hgrm`, "--json"];
	const below = assay([...words, "--out", "all"], directory);
	expect(below.code).toBe(3);
	expect(below.stderr).toContain("nothing to export as hgrm");
	expect(JSON.parse(below.stdout).files).toHaveLength(18);
	for (const name of ["one", "two"]) {
		const files = filesBelow(join(directory, name)).filter((file) => file !== "record.json");
		expect(filesBelow(join(directory, "all", name))).toEqual(files);
		expect(files).toEqual([
			...["annotations.txt", "ctrf.json", "findings.sarif", "junit.xml", "metrics.prom"],
			...["report.html", "results.csv", "results.tap", "summary.md"],
		]);
	}
});

test("a run writes them for its own record", () => {
	const made = join(directory, "tested");
	const words = ["test", "memory", "--only", "data.read-after-write", "--out", made];
	const ran = assay([...words, "--format", "junit,tap"], directory);
	const junit = filesBelow(made).find((file) => file.endsWith("junit.xml")) ?? "";
	expect(ran.code).toBe(0);
	expect(ran.stderr).toContain(`wrote ${join(made, junit)}`);
	const text = readFileSync(join(made, junit), "utf8");
	expect(text).toContain('<testcase name="data.read-after-write" classname="memory.data"');
	expect(text).not.toContain("<failure");
});

test("a histogram that no run writes is refused by plotters' formats, and no matter to the others", () => {
	const buckets = { indices: [5, 3], counts: [1, 1], max: 10, sum: 10 };
	const histogram = { unit: "ns", subBucketBits: 7, ...buckets } as const;
	const engine = sampleEngine({ workloads: [sampleWorkload({ histogram })] });
	const path = join(directory, "odd.json");
	writeFileSync(path, JSON.stringify(sampleRecord({ engines: [engine] })));
	for (const format of ["hgrm", "hlog", "fio-json"]) {
		const refused = assay(["report", path, "--format", format], directory);
		expect(refused.stderr).toContain("The record cannot be exported");
		expect(refused.code).toBe(2);
	}
	expect(assay(["report", path, "--format", "html,junit"], directory).code).toBe(0);
});
