/** `assay recheck`: the identical verdict from the record alone; a changed one is refused. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeComparison } from "../../results/compare/index.ts";
import { simulateData } from "../../results/compare/simulate.ts";
import { sealed } from "../../results/store/index.ts";
import { assay, filesBelow, makeDirectory } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

let directory: string;
beforeAll(() => {
	directory = makeDirectory("recheck");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Document = Record<string, unknown>;
const read = (path: string) => JSON.parse(readFileSync(join(directory, path), "utf8")) as Document;
const write = (path: string, document: object) => {
	writeFileSync(join(directory, path), JSON.stringify(document));
	return path;
};

describe("a run", () => {
	let record: string;
	let printed: string;
	beforeAll(() => {
		const words = ["bench", "null", "--only", "randread-4k-qd1", "--duration", "20ms", "--json"];
		printed = assay([...words, "--profile", "quick", "--seed", "2"], directory).stdout;
		record = filesBelow(directory).find((path) => path.endsWith("record.json")) ?? "none";
	});

	test("comes to the gates and the verdict that it was printed with, byte for byte", () => {
		const again = JSON.parse(assay(["recheck", record, "--json"], directory).stdout) as Document;
		const first = JSON.parse(printed) as Document;
		for (const part of ["verdict", "gates"]) {
			expect(JSON.stringify(again[part])).toBe(JSON.stringify(first[part]));
			expect(again[part]).toBeDefined();
		}
	});

	test("is refused when a number, a gate or its verdict was changed", () => {
		const whole = read(record);
		const changes: Document[] = [
			{ ...whole, verdict: whole.verdict === "pass" ? "fail" : "pass" },
			{ ...whole, gates: [] },
			{ ...whole, seed: 3 },
		];
		for (const changed of changes) {
			const { code, stderr } = assay(["recheck", write("changed.json", changed)], directory);
			expect(stderr).toContain("changed after it was written");
			expect(code).toBe(2);
		}
	});

	test("whose seal was made anew is still contradicted by its own results", () => {
		const { digest: _, ...whole } = read(record);
		const forged = sealed({ ...whole, gates: [], verdict: "pass" });
		const { code, stderr } = assay(["recheck", write("forged.json", forged)], directory);
		expect(stderr).toMatch(/its own results (say|give)/);
		expect(code).not.toBe(0);
	});
});

describe("a comparison", () => {
	const plan = {
		...{ seed: 7, workloads: ["read", "write"], looks: [12, 24, 40], delay: 0.05 },
		margins: { iops: 0.025, p99Ns: 0.1 },
	};
	const documentOf = (slower: number): Document => {
		const data = simulateData(plan, { noise: 0.01, slower });
		const engine = { name: "sample", vendor: "acme", version: "1.0.0", path: "/opt/sample.so" };
		const engines = { baseline: engine, candidate: engine };
		return { schemaVersion: 1, kind: "comparison", engines, ...judgeComparison(data), data };
	};

	test.each([
		[0, 0],
		[0.1, 4],
	])("slower by %d comes to the same, byte for byte: exit %d", (slower, code) => {
		const document = documentOf(slower);
		const path = write(`comparison-${code}.json`, sealed(document));
		const again = assay(["recheck", path, "--json"], directory);
		const { outDirectory, nextCommand, ...printed } = JSON.parse(again.stdout) as Document;
		expect(JSON.stringify(printed)).toBe(JSON.stringify(document));
		expect([outDirectory, typeof nextCommand]).toEqual([".", "string"]);
		expect(again.code).toBe(code);
		const text = assay(["recheck", path], directory).stdout.replace(/\s+/g, " ");
		expect(text).toContain("proof, calls +5.0 % longer: read");
		expect(text).toMatch(/of 200 draws of these rounds \d+ see it, and \d+ the copy/);
	});

	test("its directory will do", () => {
		mkdirSync(join(directory, "kept"));
		copyFileSync(join(directory, "comparison-4.json"), join(directory, "kept", "comparison.json"));
		expect(assay(["recheck", "kept"], directory).code).toBe(4);
	});

	test("is refused when changed, contradicted when sealed anew, and of another version told", () => {
		const whole = read("comparison-4.json");
		const changed = assay(["recheck", write("c.json", { ...whole, verdict: "pass" })], directory);
		expect(changed.stderr).toContain("changed after it was written");
		expect(changed.code).toBe(2);
		const { digest: _, ...bare } = whole;
		const unsealed = assay(["recheck", write("c.json", bare)], directory);
		expect(unsealed.stderr).toContain("it has no digest");
		const forged = assay(
			["recheck", write("c.json", sealed({ ...bare, verdict: "pass" }))],
			directory,
		);
		expect(forged.stderr).toContain("says something else than its own rounds: fail");
		expect(forged.code).toBe(4);
		const newer = assay(
			["recheck", write("c.json", sealed({ ...bare, schemaVersion: 3 }))],
			directory,
		);
		expect(newer.stderr).toContain("update Assay");
		const broken = assay(["recheck", write("c.json", sealed({ ...bare, data: {} }))], directory);
		expect(broken.stderr).toContain("incomplete or was changed: data.plan");
		expect([newer.code, broken.code]).toEqual([2, 2]);
	});
});
