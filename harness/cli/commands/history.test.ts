/** `assay history` as its users type it, over records that were written before. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleEngine, sampleRecord, sampleWorkload } from "../../../results/schema/sample.ts";
import { writeRecord } from "../../../results/store/index.ts";
import { assay, makeDirectory, repository } from "../fixtures/assay.ts";
import { readLimit, readRetention, readRunFilter, readTime } from "./history-filter.ts";
import { historyPlace, keptPlace } from "./history-place.ts";

const cwd = makeDirectory("history");
const launcher = `sh ${join(repository, "ci", "assay")}`;
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** A whole run of day `day`, with a verdict that its profile is not known to judge. */
function written(day: number, iops: number): string {
	const startedAt = new Date(Date.UTC(2026, 2, day)).toISOString();
	const engine = sampleEngine({ version: `1.0.${day}`, workloads: [sampleWorkload({ iops })] });
	const record = sampleRecord({ seed: day, startedAt, profile: "of-the-lab", engines: [engine] });
	return writeRecord(join(cwd, `run-${day}`), record);
}

function history(...words: string[]) {
	return assay(["history", ...words], cwd);
}

describe("assay history", () => {
	let files: string[] = [];
	beforeAll(() => {
		files = [1, 2, 3].map((day) => written(day, 1000 * day));
	});

	test("runs are imported once, listed, filtered, exported and imported elsewhere", () => {
		const first = history("import", ...files, "--history", "a.sqlite");
		expect([first.code, first.stdout]).toEqual([0, "3 runs added to a.sqlite\n"]);
		const listed = history("--history", "a.sqlite", "--since", "2026-03-02", "--json");
		const { runs } = JSON.parse(listed.stdout);
		expect(runs.map(({ seed }: { seed: number }) => seed)).toEqual([3, 2]);
		const one = history(runs[0].runId.slice(0, 8), "--history", "a.sqlite", "--json");
		const { digest, ...record } = JSON.parse(readFileSync(files[2] ?? "", "utf8"));
		expect(JSON.parse(one.stdout).record).toEqual(record);
		expect(runs[0].runId).toBe(digest);

		const series = history("--history", "a.sqlite", "--metric", "iops");
		const points = series.stdout.match(/1\.0\.\d .*? k /g) ?? [];
		expect(points.map((point) => point.replace(/\s+\S+\s+/, " "))).toEqual([
			"1.0.1 1.00 k ",
			"1.0.2 2.00 k ",
			"1.0.3 3.00 k ",
		]);

		expect(history("export", "all.ndjson", "--history", "a.sqlite").code).toBe(0);
		const other = history("import", "all.ndjson", "run-1", "--history", "b.sqlite", "--json");
		expect(JSON.parse(other.stdout)).toMatchObject({ added: 3, known: 1, problems: [] });
	});

	test("prune shows what would go, and removes it only when told so", () => {
		const shown = history("prune", "--keep", "1", "--history", "b.sqlite");
		expect(shown.stdout).toContain("dry run: 2 runs would go, 1 of those asked about stay");
		const done = history("prune", "--keep", "1", "--apply", "--history", "b.sqlite", "--json");
		expect(JSON.parse(done.stdout)).toMatchObject({ removed: 2, staying: 1 });
	});

	test("what was changed, cut off or of another version is refused, the rest imported", () => {
		const text = readFileSync(files[0] ?? "", "utf8");
		const put = (name: string, content: string) => {
			writeFileSync(join(cwd, name), content);
			return name;
		};
		const names = [
			put("changed.json", text.replace('"iops": 1000', '"iops": 2000')),
			put("newer.json", text.replace('"schemaVersion": 2', '"schemaVersion": 3')),
			put("cut.json", text.slice(0, 900)),
			put("cut.ndjson", '{"kind":"assay-history","version":1}\n'),
			put("later.ndjson", '{"kind":"assay-history","version":1}\n{"kind":"end","runs":1}\n'),
			put(
				"older.json",
				text
					.replace('"schemaVersion": 2', '"schemaVersion": 1')
					.replace(/,\s+"digest": "[0-9a-f]+"\s+}\s+$/, "}"),
			),
		];
		const ended = history("import", ...names, "--history", "d.sqlite");
		expect([ended.code, ended.stdout]).toEqual([2, "1 run added to d.sqlite\n"]);
		for (const reason of [
			/changed\.json is not imported: it is not of its digest/,
			/newer\.json is not imported: .*schemaVersion 3.*Update Assay/,
			/cut\.json is not imported: .*cut off/,
			/cut\.ndjson:1 is not imported: .*cut off/,
			/later\.ndjson:2 is not imported: it ends after 1 runs, and has 0/,
		]) {
			expect(ended.stderr).toMatch(reason);
		}
	});

	test("a store that can't be used changes no verdict, and the printed command imports later", () => {
		const asked = ["--only", "data.zero-block", "--profile", "quick", "--json"];
		const place = join(cwd, "not yet", "h.sqlite");
		const ended = assay(["test", "memory", ...asked, "--history", place], cwd);
		expect([ended.code, JSON.parse(ended.stdout).verdict]).toEqual([0, "pass"]);
		expect(ended.stderr).toContain("is not in the history, its verdict stands");
		const command = /its record is kept; later: (.*)/.exec(ended.stderr)?.[1] ?? "false";
		mkdirSync(join(cwd, "not yet"));
		const later = Bun.spawnSync(["sh", "-c", command.replace(/^npm run assay --/, launcher)], {
			cwd,
		});
		expect(later.stdout.toString()).toContain("1 run added");
	});

	test("what can't be understood is refused with a sentence, and without a password", () => {
		for (const [refused, sentence] of [
			[() => readTime("since", "soon"), "--since soon is no time"],
			[() => readRetention({}), "give --keep 100"],
			[() => readRunFilter({ digest: "xyz" }), "--digest xyz is no digest"],
			[() => readLimit({ limit: "0" }), "--limit 0 is no count"],
			[() => historyPlace({ history: "mysql://me:secret@host/db" }), "mysql://me@host/db is of"],
			[() => historyPlace({ history: "dir/" }), "names no file"],
			[() => keptPlace({ history: "a", "no-history": true }), "exclude each other"],
		] as const) {
			expect(refused).toThrow(sentence);
		}
		expect(readTime("since", "2026-03-01")).toBe(Date.UTC(2026, 2, 1));
		const day = 86_400_000;
		expect(Math.abs(Date.now() - 2 * day - (readTime("since", "2d") ?? 0))).toBeLessThan(day);
		expect(keptPlace({ "no-history": true, out: "out" })).toBeUndefined();
		expect(historyPlace({ out: "out" })).toBe(process.env.ASSAY_HISTORY || "out/history.sqlite");
	});
});
