import { describe, expect, test } from "bun:test";
import { parse } from "junit2json";
import type { RunRecord } from "../../schema/index.ts";
import { sampleCheck, sampleEngine, sampleRecord } from "../../schema/sample.ts";
import { hostileRecord, nasty } from "../hostile.ts";
import { reportCases } from "./cases.ts";
import { toJunit } from "./junit.ts";
import { mixedRecord } from "./mixed-record.ts";
import { type Element, readXml } from "./readers.ts";
import type { Outcome } from "./report-case.ts";

/** Jenkins' junit-10.xsd, as far as it goes for what is written here; `error` is `errors` there. */
const rules: Readonly<Record<string, { required: string[]; may: string[]; within: string[] }>> = {
	testsuites: {
		required: [],
		may: ["name", "time", "tests", "failures", "errors"],
		within: ["testsuite"],
	},
	testsuite: {
		required: ["name", "tests", "failures", "errors"],
		may: ["time", "skipped", "timestamp", "hostname"],
		within: ["properties", "testcase"],
	},
	properties: { required: [], may: [], within: ["property"] },
	property: { required: ["name", "value"], may: [], within: [] },
	testcase: {
		required: ["name"],
		may: ["classname", "time"],
		within: ["failure", "error", "skipped"],
	},
	failure: { required: [], may: ["type", "message"], within: [] },
	error: { required: [], may: ["type", "message"], within: [] },
	skipped: { required: [], may: ["type", "message"], within: [] },
};

function broken(element: Element): string[] {
	const rule = rules[element.name];
	if (rule === undefined) return [`<${element.name}> is no element of JUnit`];
	const names = Object.keys(element.attributes);
	const { time } = element.attributes;
	return [
		...rule.required.filter((name) => !names.includes(name)),
		...names.filter((name) => ![...rule.required, ...rule.may].includes(name)),
		...(time === undefined || /^\d+(\.\d{0,3})?$/.test(time) ? [] : [`time ${time}`]),
		...element.children.filter(({ name }) => !rule.within.includes(name)).map(({ name }) => name),
		...element.children.flatMap(broken),
	];
}

const counted = (suite: Element, name: string) =>
	suite.children.flatMap(({ children }) => children).filter((each) => each.name === name).length;

function demandRight(record: RunRecord): Element {
	const root = readXml(toJunit(record));
	expect(broken(root)).toEqual([]);
	for (const suite of root.children) {
		const { tests, failures, errors, skipped } = suite.attributes;
		const cases = suite.children.filter(({ name }) => name === "testcase");
		expect(Number(tests)).toBe(cases.length);
		expect(Number(failures)).toBe(counted(suite, "failure"));
		expect(Number(errors)).toBe(counted(suite, "error"));
		expect(Number(skipped)).toBe(counted(suite, "skipped"));
	}
	return root;
}

const caseOf = (root: Element, name: string) =>
	root.children.flatMap(({ children }) => children).find((each) => each.attributes.name === name);

describe("JUnit", () => {
	test("keeps the schema's rules and its own counts", () => {
		expect(demandRight(sampleRecord()).children).toHaveLength(2);
		demandRight(mixedRecord());
	});

	test("a failure has its evidence and its replay command; the rest its reason", () => {
		const root = demandRight(mixedRecord());
		const [failure] = caseOf(root, "data.lost")?.children ?? [];
		expect(failure?.name).toBe("failure");
		expect(failure?.attributes).toEqual({ message: "fail: block 5 is gone", type: "fail" });
		expect(failure?.text).toContain("write(5)");
		expect(failure?.text).toContain("assay replay cases/lost.json");
		const kinds = ["data.crash", "abi.skip", "faults.unfit", "planned.check", "run.complete"];
		expect(kinds.map((name) => caseOf(root, name)?.children[0]?.name)).toEqual([
			...["failure", "skipped", "skipped", "error", "error"],
		]);
		expect(caseOf(root, "faults.unfit")?.children[0]?.attributes.message).toBe(
			"could-not-run: no /dev/fuse",
		);
		expect(caseOf(root, "planned.check")?.attributes.time).toBeUndefined();
	});

	test("others' parser reads the same counts, reasons and properties, of hostile records too", async () => {
		const records = [mixedRecord(), ...nasty.map((text) => hostileRecord(text))];
		for (const record of records) {
			const cases = reportCases(record);
			const count = (...outcomes: Outcome[]) =>
				cases.filter(({ outcome }) => outcomes.includes(outcome)).length;
			const suites = await parse(toJunit(record));
			if (!suites || !("testsuite" in suites)) throw new Error("no test suites were read");
			const own = (suites.testsuite ?? []).flatMap(({ testcase }) => testcase ?? []);
			expect(own).toHaveLength(cases.length);
			expect(own.filter(({ failure }) => failure)).toHaveLength(count("failed"));
			expect(own.filter(({ error }) => error)).toHaveLength(count("errored"));
			expect(own.filter(({ skipped }) => skipped)).toHaveLength(count("skipped", "unshown"));
			// To this parser a name that looks like a number is one.
			const read = (name: unknown) => String(Number.isFinite(Number(name)) ? Number(name) : name);
			const names = own.map(({ name }) => read(name)).sort();
			expect(names).toEqual(cases.map(({ name }) => read(name)).sort());
		}
		const mixed = await parse(toJunit(mixedRecord()));
		if (!mixed || !("testsuite" in mixed)) throw new Error("no test suites were read");
		const properties = mixed.testsuite?.[0]?.properties?.map(
			({ name, value }) => `${name} ${value}`,
		);
		expect(properties).toContain("seed 42");
		const lost = mixed.testsuite?.[1]?.testcase?.find(({ name }) => name === "data.lost");
		expect(lost?.failure?.[0]?.inner).toContain("assay replay cases/lost.json");
	});

	test("a record of nothing is not green", () => {
		const record = sampleRecord({ engines: [], verdict: "inconclusive" });
		expect(demandRight(record).attributes.errors).toBe("1");
		const cut = sampleRecord({ complete: false });
		expect(demandRight(cut).attributes.errors).toBe("1");
		const none = sampleEngine({ checks: [sampleCheck("data.read-after-write")] });
		expect(demandRight(sampleRecord({ engines: [none] })).attributes.errors).toBe("1");
	});

	test("an engine of no name is not taken for the run", () => {
		const root = demandRight(sampleRecord({ engines: [sampleEngine({ name: "" })] }));
		expect(root.children.map((suite) => suite.attributes.name)).toEqual(["assay", "(no name)"]);
		expect(caseOf(root, "data.read-after-write")?.attributes.classname).toBe("(no name).data");
	});

	test("whatever an engine says, it is well-formed XML with the same cases", () => {
		const expected = demandRight(hostileRecord("plain")).attributes.tests;
		for (const text of nasty) {
			expect(demandRight(hostileRecord(text)).attributes.tests).toBe(expected ?? "");
		}
	});
});
