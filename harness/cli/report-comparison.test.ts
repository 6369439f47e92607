/** `assay report` of what `assay compare` kept. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleRecord } from "../../results/schema/sample.ts";
import { assay, makeDirectory } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const directory = makeDirectory("report-comparison");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const engine = { name: "memory", version: "1.0.0", digest: "0f".repeat(32) };
const values = { baseline: { iops: 1000, p50Ns: 80 }, candidate: { iops: 900, p50Ns: 90 } };
const comparison = {
	...{ schemaVersion: 1, kind: "comparison", startedAt: "2026-01-02T03:04:05.000Z" },
	...{ profile: "quick", host: sampleRecord().host, verdict: "fail", reason: "slower: w" },
	...{ engines: { baseline: engine, candidate: engine }, metrics: [], control: [] },
	data: {
		plan: { seed: 1, margins: { iops: 0.025, p99Ns: 0.1 } },
		rounds: Array.from({ length: 12 }, (_, index) => ({ workload: "w", index, order: [], values })),
		complete: true,
	},
};

test("a comparison, by its file or its directory, becomes a page and nothing else", () => {
	mkdirSync(join(directory, "run"));
	const file = join(directory, "run", "comparison.json");
	writeFileSync(file, JSON.stringify(comparison, null, "\t"));
	for (const given of ["run", "run/comparison.json"]) {
		const ran = assay(["report", given, "--format", "html", "--out", "page"], directory);
		expect([ran.code, ran.stdout.trim()]).toEqual([0, join(directory, "page", "comparison.html")]);
		const page = readFileSync(join(directory, "page", "comparison.html"), "utf8");
		expect(page.split("<circle")).toHaveLength(3);
	}
	const junit = assay(["report", "run", "--format", "html,junit"], directory);
	expect([junit.code, junit.stderr]).toEqual([2, expect.stringContaining("not as junit")]);
	writeFileSync(file, JSON.stringify({ ...comparison, metrics: 3 }, null, "\t"));
	const broken = assay(["report", "run", "--format", "html"], directory);
	expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining("metrics")]);
});
