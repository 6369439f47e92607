/** TAP, CSV, Prometheus and GitHub: where a line break or a quote would be another entry. */
import { describe, expect, test } from "bun:test";
import { parse as readCsv } from "csv-parse/sync";
import { Parser } from "tap-parser";
import type { RunRecord } from "../../schema/index.ts";
import { sampleCheck, sampleEngine, sampleRecord } from "../../schema/sample.ts";
import { hostileRecord, nasty } from "../hostile.ts";
import { reportCases } from "./cases.ts";
import { toCsv } from "./csv.ts";
import { toGithub } from "./github.ts";
import { mixedRecord } from "./mixed-record.ts";
import { toPrometheus } from "./prometheus.ts";
import { hasUnprintable, readPrometheus } from "./readers.ts";
import { toTap } from "./tap.ts";

const records = [sampleRecord(), mixedRecord(), ...nasty.map((text) => hostileRecord(text))];

const idsOf = (record: RunRecord) => reportCases(record).map(({ name }) => name);

describe("TAP", () => {
	function read(text: string) {
		const points: { ok: boolean; name: string; skip: string | boolean; diag: unknown }[] = [];
		const extra: string[] = [];
		const parser = new Parser({ strict: true });
		parser.on("assert", (point) => points.push(point));
		parser.on("extra", (line) => extra.push(line));
		parser.end(text);
		return { points, extra, parser };
	}

	test("a strict parser finds every case, no other, and each with its own ending", () => {
		for (const record of records) {
			const cases = reportCases(record);
			const { points, extra, parser } = read(toTap(record));
			expect(points).toHaveLength(cases.length);
			expect([extra, parser.bailedOut, parser.count]).toEqual([[], false, cases.length]);
			for (const [index, { outcome }] of cases.entries()) {
				const point = points[index];
				expect(point?.ok).toBe(outcome !== "failed" && outcome !== "errored");
				expect(Boolean(point?.skip)).toBe(outcome === "skipped" || outcome === "unshown");
				expect(Reflect.get(point ?? {}, "todo") || false).toBe(false);
			}
		}
	});

	test("failures carry verdict, evidence and replay; skips their reason", () => {
		const { points } = read(toTap(mixedRecord()));
		const lost = points.find(({ name }) => name === "nvme data.lost");
		expect(lost?.diag).toMatchObject({ verdict: "fail", replay: "assay replay cases/lost.json" });
		const unfit = points.find(({ name }) => name === "nvme faults.unfit");
		expect(unfit?.skip).toBe("could-not-run: no /dev/fuse");
	});
});

describe("CSV", () => {
	test("a row a case, whatever is in it; nothing that a spreadsheet would calculate", () => {
		for (const record of records) {
			const rows: Record<string, string>[] = readCsv(toCsv(record), { columns: true });
			expect(rows).toHaveLength(reportCases(record).length);
			for (const row of rows) {
				for (const value of Object.values(row)) {
					expect(/^[=+@-]/.test(value) || hasUnprintable(value)).toBe(false);
				}
			}
		}
	});

	test("what was not measured is empty, not 0; ids are those of the record", () => {
		const rows: Record<string, string>[] = readCsv(toCsv(mixedRecord()), { columns: true });
		expect(rows.map(({ name = "" }) => name)).toEqual(idsOf(mixedRecord()));
		const load = rows.find(({ name }) => name === "randread-4k-qd1");
		expect([load?.p50Ns, load?.p99Ns, load?.lostWrites]).toEqual(["", "250000", ""]);
		expect(rows.find(({ name }) => name === "planned-workload")).toMatchObject({
			...{ verdict: "missing", iops: "", durationMs: "" },
		});
	});
});

describe("Prometheus", () => {
	test("every line is a sample or a comment; families and label sets are there once", () => {
		for (const record of records) {
			const text = toPrometheus(record);
			const families = readPrometheus(text.replace("# EOF\n", ""));
			expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
			const samples = families.flatMap(({ name, metrics }) =>
				metrics.map(({ labels }) => `${name} ${JSON.stringify(labels)}`),
			);
			expect(new Set(samples).size).toBe(samples.length);
			const lines = text.trimEnd().split("\n");
			const sample = /^assay_[a-z0-9_]+(\{([a-z]+="(?:[^"\\]|\\["\\])*",?)+\})? \d[\d.e+-]*$/;
			const planted = lines.filter((line) => !line.startsWith("# ") && !sample.test(line));
			expect(planted).toEqual([]);
			expect(lines.filter((line) => line === "# EOF")).toHaveLength(1);
			expect([lines.at(-1), hasUnprintable(text)]).toEqual(["# EOF", false]);
			expect(samples.length).toBe(lines.filter((line) => !line.startsWith("#")).length);
		}
	});

	test("in seconds; absent where nothing was measured", () => {
		const families = readPrometheus(toPrometheus(mixedRecord()).replace("# EOF\n", ""));
		const of = (name: string) => families.find((each) => each.name === name)?.metrics ?? [];
		const latencies = of("assay_latency_seconds");
		const known = latencies.map(({ labels, value }) => [labels?.percentile, Number(value)]);
		expect(known).toEqual([
			...[
				["p90", 0.00011],
				["p99", 0.00025],
				["p999", 0.0009],
				["max", 0.0021],
			],
		]);
		expect(of("assay_run_passed").map(({ value }) => value)).toEqual(["0"]);
		expect(of("assay_lost_writes")).toEqual([]);
		const passed = of("assay_result_passed").map(({ labels, value }) => [labels?.name, value]);
		expect(passed).toContainEqual(["data.lost", "0"]);
		expect(passed).toContainEqual(["data.kept", "1"]);
		expect(passed).toContainEqual(["planned.check", "0"]);
		expect(passed.map(([name]) => name)).not.toContain("faults.unfit");
	});
});

describe("GitHub annotations", () => {
	const command = /^::(error|warning|notice) title=([^:,\r\n]*)::([^\r\n]*)$/;

	test("a command a line, at most ten of a kind, the run's verdict first", () => {
		for (const record of records) {
			const lines = toGithub(record).trimEnd().split("\n");
			expect(lines.filter((line) => !command.test(line) || hasUnprintable(line))).toEqual([]);
			for (const kind of ["error", "warning", "notice"]) {
				const own = lines.filter((line) => line.startsWith(`::${kind} `));
				expect(own.length).toBeLessThanOrEqual(10);
			}
			expect(lines[0]).toContain(`title=assay ${record.verdict.toUpperCase()}`);
		}
		expect(toGithub(sampleRecord())).toStartWith(
			"::notice title=assay PASS::every gate passes: nvme",
		);
	});

	test("worst first; the tenth says how many are beyond it", () => {
		const crash = sampleCheck("data.crash", "crashed");
		const fails = Array.from({ length: 30 }, (_, index) => sampleCheck(`data.f${index}`, "fail"));
		const checks = [...fails, crash];
		const { plan } = sampleRecord();
		const record = sampleRecord({
			verdict: "fail",
			plan: { ...plan, checks: checks.map(({ id }) => id) },
			engines: [sampleEngine({ checks })],
		});
		const lines = toGithub(record).trimEnd().split("\n");
		expect(lines).toHaveLength(10);
		expect(lines[1]).toStartWith("::error title=nvme data.crash crashed::");
		expect(lines[9]).toStartWith("::error title=assay::and 23 more");
	});

	test("the replay command is beside what broke", () => {
		expect(toGithub(mixedRecord())).toContain(
			"block 5 is gone%0Aagain: assay replay cases/lost.json",
		);
	});
});
