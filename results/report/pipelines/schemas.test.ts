/** CTRF and SARIF against the schemas that their authors publish. */
import { describe, expect, test } from "bun:test";
import Ajv from "ajv";
import formats from "ajv-formats";
import { schema } from "ctrf";
import { sampleRecord } from "../../schema/sample.ts";
import { hostileRecord, nasty } from "../hostile.ts";
import { toCtrf } from "./ctrf.ts";
import { mixedRecord } from "./mixed-record.ts";
import { hasUnprintable, sarifSchema } from "./readers.ts";
import { toSarif } from "./sarif.ts";

const records = [sampleRecord(), mixedRecord(), ...nasty.map((text) => hostileRecord(text))];

/** Their patterns were written for expressions without Unicode. */
function validator(of: object) {
	const ajv = new Ajv({ strict: false, unicodeRegExp: false });
	formats(ajv);
	return ajv.compile(of);
}

describe("CTRF", () => {
	const check = validator(schema);

	test("keeps its schema, which refuses what is not a report", () => {
		for (const record of records) {
			const text = toCtrf(record);
			check(JSON.parse(text));
			expect(check.errors ?? []).toEqual([]);
			expect(hasUnprintable(JSON.stringify(JSON.parse(text)))).toBe(false);
		}
		const { results: _, ...rest } = JSON.parse(toCtrf(sampleRecord()));
		expect(check(rest)).toBe(false);
	});

	test("counts what it lists, and keeps our own words", () => {
		const { summary, tests } = JSON.parse(toCtrf(mixedRecord())).results;
		const count = (status: string) =>
			tests.filter((each: { status: string }) => each.status === status).length;
		expect(summary).toMatchObject({ tests: tests.length, pending: 0 });
		for (const status of ["passed", "failed", "skipped", "other"]) {
			expect(summary[status]).toBe(count(status));
			expect(count(status)).toBeGreaterThan(0);
		}
		const named = (name: string) => tests.find((each: { name: string }) => each.name === name);
		expect(named("data.crash")).toMatchObject({ status: "failed", rawStatus: "crashed" });
		expect(named("data.lost").extra.replayCommand).toBe("assay replay cases/lost.json");
		expect(named("planned.check")).toMatchObject({
			...{ status: "failed", rawStatus: "missing" },
			extra: { durationMissing: true },
		});
		expect(named("randread-4k-qd1").extra.numbers.p50Ns).toBeUndefined();
		expect(named("randread-4k-qd1").extra.numbers.p99Ns).toBe(250_000);
	});

	test("times that the record lacks are told to be missing", () => {
		const { summary } = JSON.parse(toCtrf(sampleRecord({ startedAt: "never" }))).results;
		expect(summary.extra.timesMissing).toBe(true);
	});
});

describe("SARIF", () => {
	const check = validator(sarifSchema());

	test("keeps its schema, which refuses what is no log", () => {
		for (const record of records) {
			const log = JSON.parse(toSarif(record));
			check(log);
			expect(check.errors ?? []).toEqual([]);
			expect(hasUnprintable(JSON.stringify(log))).toBe(false);
		}
		expect(check({ version: "2.1.0" })).toBe(false);
	});

	test("every finding, the worst first, with the file and its digest", () => {
		const [run] = JSON.parse(toSarif(mixedRecord())).runs;
		const told = run.results.map((each: Record<string, unknown>) => [each.ruleId, each.level]);
		expect(told).toEqual([
			["elf.executable-stack", "error"],
			["elf.text-relocations", "warning"],
		]);
		expect(run.results[0].message.text).toBe("nvme: asks for an executable stack");
		expect(run.artifacts[0].hashes["sha-256"]).toBe("0f".repeat(32));
		expect(run.invocations[0].executionSuccessful).toBe(false);
		for (const { ruleIndex, ruleId } of run.results) {
			expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
		}
	});

	test("a path is never read as a scheme or another host", () => {
		const uris = ["/a b/x#1.so", "//host/x.so", "http://x/y.so", "../x.so"].map((path) => {
			const { engines } = mixedRecord();
			const of = engines.map((engine) => ({ ...engine, path }));
			const [run] = JSON.parse(toSarif(sampleRecord({ engines: of }))).runs;
			return run.artifacts[0].location.uri;
		});
		const wanted = ["file:///a%20b/x%231.so", "file:///host/x.so", "http%3A/x/y.so", "../x.so"];
		expect(uris).toEqual(wanted);
	});
});
