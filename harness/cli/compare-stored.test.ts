/** `assay compare` with what a history holds in place of a library. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../../results/schema/index.ts";
import { sealed } from "../../results/store/index.ts";
import { findBaseline } from "./commands/compare-baseline.ts";
import { assay, filesBelow, makeDirectory, repository } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

let directory: string;
let records: string[];
const library = () => join(directory, "last.so");

beforeAll(() => {
	directory = makeDirectory("stored");
	copyFileSync(join(repository, "build", "engines", "memory.so"), library());
	const words = ["--profile", "quick", "--only", "randread-4k-qd1", "--duration", "20ms"];
	for (const seed of ["1", "2", "3"]) {
		expect(assay(["bench", library(), ...words, "--seed", seed], directory).stderr).not.toContain(
			"not in the history",
		);
	}
	records = filesBelow(directory).filter((path) => path.endsWith("record.json"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The first run's record, changed and sealed anew: of another day, host or release. */
function written(name: string, change: (record: RunRecord) => Partial<RunRecord>): string {
	const text = readFileSync(join(directory, records[0] ?? ""), "utf8");
	const { digest: _, ...record } = JSON.parse(text) as RunRecord & { digest: string };
	const path = join(directory, `${name}.json`);
	writeFileSync(path, JSON.stringify(sealed({ ...record, ...change(record) })));
	return path;
}

const released = (version: string, startedAt: string) =>
	written(version, ({ engines }) => ({
		startedAt,
		engines: engines.map((each) => ({
			...each,
			version,
			path: "/gone.so",
			digest: "0a".repeat(32),
		})),
	}));

describe("a stored run", () => {
	test("whose library is still the same file is paired with it", async () => {
		const own = join(directory, records[0] ?? "");
		expect((await findBaseline(repository, own, "memory", undefined)).kind).toBe("library");
	});

	test("whose library is gone is compared by the numbers of all runs of it, and says so", () => {
		copyFileSync(library(), join(directory, "kept.so"));
		rmSync(library());
		const words = ["compare", records[0] ?? "", "memory", "--json"];
		const { code, stdout, stderr } = assay(words, directory);
		copyFileSync(join(directory, "kept.so"), library());
		expect(stderr).toContain("last.so is gone: its numbers are compared with");
		const document = JSON.parse(stdout);
		expect(document.reason).toContain("against numbers of 3 stored runs, not interleaved");
		expect(document.data.stored.runs).toHaveLength(3);
		expect(document.data.stored.values[0].values).toHaveLength(3);
		expect(document.data.rounds).toHaveLength(6);
		expect(document.data.rounds[0].order).toEqual(["candidate"]);
		const codes: Record<string, number> = { pass: 0, fail: 4, inconclusive: 3 };
		expect(code).toBe(codes[document.verdict] ?? Number.NaN);
		const kept = join(document.outDirectory, "comparison.json");
		expect(existsSync(kept)).toBe(true);
		const again = JSON.parse(assay(["recheck", kept, "--json"], directory).stdout);
		expect(again.metrics).toEqual(document.metrics);
		expect([again.verdict, again.reason]).toEqual([document.verdict, document.reason]);
	});

	test("of another host, made otherwise, or changed, is refused", () => {
		const gone = released("0.9.0", "2026-01-01T00:00:00.000Z");
		const elsewhere = written("elsewhere", ({ host, engines }) => ({
			host: { ...host, cpuModel: "another" },
			engines: engines.map((each) => ({ ...each, path: "/gone.so" })),
		}));
		const changed = join(directory, "changed.json");
		writeFileSync(changed, readFileSync(gone, "utf8").replace('"seed":1', '"seed":4'));
		for (const [words, reason, code] of [
			[[elsewhere], "is of the host", 3],
			[[gone, "--duration", "30ms"], "made with --duration 20ms", 2],
			[[gone, "--target", "elsewhere"], "made without it", 2],
			[[gone, "--profile", "ci"], "made with --profile quick", 2],
			[[gone, "--prove", "5"], "--prove delays the baseline's library", 2],
			[[gone, "--only", "randwrite-4k-qd1"], "measured none of these workloads", 2],
			[[changed], "changed after it was written", 2],
		] as const) {
			const [run = "", ...more] = words;
			const refused = assay(["compare", run, "memory", ...more], directory);
			expect(refused.stderr).toContain(reason);
			expect(refused.code).toBe(code);
		}
	});
});

describe("last-release", () => {
	const compare = (...more: string[]) =>
		assay(["compare", "last-release", "memory", "--history", "lab.sqlite", ...more], directory);

	test("without one, or without a history, is refused", () => {
		mkdirSync(join(directory, "assay-results"), { recursive: true });
		expect(compare().code).toBe(2);
		const bare = ["compare", "last-release", "memory", "--no-history"];
		expect(assay(bare, directory).stderr).toContain("leave out --no-history");
		const pre = released("0.1.0-rc.1", "2026-01-03T00:00:00.000Z");
		expect(assay(["history", "import", pre, "--history", "lab.sqlite"], directory).code).toBe(0);
		const { code, stderr } = compare();
		expect(stderr).toContain("is of a release of memory before");
		expect(code).toBe(2);
	});

	test("is the newest run of a whole version that is older than the candidate's", () => {
		const files = [
			released("0.1.0", "2026-01-01T00:00:00.000Z"),
			released("0.2.0", "2026-01-02T00:00:00.000Z"),
			released("99.0.0", "2026-01-04T00:00:00.000Z"),
		];
		assay(["history", "import", ...files, "--history", "lab.sqlite"], directory);
		const { code, stdout, stderr } = compare();
		expect(stderr).toContain("the last release is memory 0.2.0");
		expect(stderr).toContain("/gone.so is gone");
		expect(stdout).toContain("INCONCLUSIVE");
		expect(stdout).toContain("not interleaved");
		expect(code).toBe(3);
	});
});
