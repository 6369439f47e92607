import type { EngineResult, RunRecord } from "../../schema/index.ts";
import { safe } from "../text.ts";
import { reportCases } from "./cases.ts";
import { known, named, type Outcome, proofLines, type ReportCase } from "./report-case.ts";

/**
 * JUnit XML as Jenkins and GitLab read it: a suite for the run, one for each engine. What broke is
 * a `<failure>`; what was owed and not shown is an `<error>`, so that an inconclusive run is not
 * green; not applicable, could not run and advice are `<skipped>`, each with its reason.
 */
export function toJunit(record: RunRecord): string {
	const cases = reportCases(record);
	const of = (name: string) => cases.filter(({ engine }) => engine === name);
	const names = new Set(record.engines.map(({ name }) => named(name)));
	const suites = [
		suite(record, "assay", runProperties(record), of("")),
		...[...names].map((name) => {
			const engine = record.engines.find((each) => named(each.name) === name);
			return suite(record, name, engine === undefined ? [] : engineProperties(engine), of(name));
		}),
		...strangers(cases, names).map((name) => suite(record, name, [], of(name))),
	];
	const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
	const counts = { tests: cases.length, ...badCounts(cases) };
	const head = attributes({
		name: "assay",
		...counts,
		...(known(took) ? { time: time(took) } : {}),
	});
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites${head}>`,
		...suites.flat(),
		"</testsuites>",
		"",
	].join("\n");
}

/** Engines that only a gate names. */
function strangers(cases: readonly ReportCase[], names: ReadonlySet<string>): string[] {
	const others = cases.map(({ engine }) => engine);
	return [...new Set(others.filter((name) => name !== "" && !names.has(name)))];
}

type Property = readonly [name: string, value: string | number | undefined];

function suite(
	record: RunRecord,
	name: string,
	properties: readonly Property[],
	cases: readonly ReportCase[],
): string[] {
	const skipped = cases.filter(({ outcome }) => element[outcome] === "skipped").length;
	const times = cases.filter(({ kind }) => kind !== "run").map(({ durationMs = 0 }) => durationMs);
	const startMs = Date.parse(record.startedAt);
	const head = attributes({
		...{ name, tests: cases.length, ...badCounts(cases), skipped },
		time: time(times.reduce((sum, each) => sum + each, 0)),
		...(Number.isFinite(startMs)
			? { timestamp: new Date(startMs).toISOString().slice(0, 19) }
			: {}),
		hostname: safe(record.host.hostname, 200),
	});
	const listed = properties.filter(([, value]) => value !== undefined && value !== "");
	return [
		`\t<testsuite${head}>`,
		"\t\t<properties>",
		...listed.map(([key, value = ""]) => `\t\t\t<property${attributes({ name: key, value })}/>`),
		"\t\t</properties>",
		...cases.flatMap(testcase),
		"\t</testsuite>",
	];
}

const element: Readonly<Record<Outcome, "failure" | "error" | "skipped" | undefined>> = {
	failed: "failure",
	errored: "error",
	unshown: "skipped",
	skipped: "skipped",
	passed: undefined,
};

function testcase(one: ReportCase): string[] {
	const { engine, group, name, durationMs, outcome, verdict, message } = one;
	const head = attributes({
		...{ name, classname: `${engine === "" ? "assay" : engine}.${group}` },
		...(durationMs === undefined ? {} : { time: time(durationMs) }),
	});
	const kind = element[outcome];
	if (kind === undefined) return [`\t\t<testcase${head}/>`];
	const why = attributes({ message: `${verdict}: ${message}`, type: verdict });
	const text = escapeXml([message, ...proofLines(one)].join("\n"));
	return [`\t\t<testcase${head}>`, `\t\t\t<${kind}${why}>${text}</${kind}>`, "\t\t</testcase>"];
}

function badCounts(cases: readonly ReportCase[]) {
	const count = (outcome: Outcome) => cases.filter((each) => each.outcome === outcome).length;
	return { failures: count("failed"), errors: count("errored") };
}

function runProperties(record: RunRecord): Property[] {
	const { host, target, noise } = record;
	return [
		["assay.version", safe(record.assayVersion, 40)],
		["command", safe(record.command, 40)],
		["profile", safe(record.profile, 40)],
		["seed", record.seed],
		["verdict", record.verdict],
		["complete", String(record.complete)],
		["kernel", safe(host.kernel, 100)],
		["cpu", `${safe(host.cpuModel, 100)} x ${host.cpuCount}`],
		["virtualised", String(host.virtualised)],
		["target", target === undefined ? undefined : safe(target.path, 400)],
		["target.directIo", target?.directIo],
		["noise.stealPercent", noise.stealPercent],
		["noise.cpuPressurePercent", noise.cpuPressurePercent],
		["noise.ioPressurePercent", noise.ioPressurePercent],
	];
}

function engineProperties(engine: EngineResult): Property[] {
	return [
		["engine.version", safe(engine.version, 100)],
		["engine.vendor", safe(engine.vendor, 100)],
		["engine.sha256", safe(engine.digest, 100)],
		["engine.path", safe(engine.path, 400)],
		["engine.role", engine.role ?? "candidate"],
		["engine.capabilities", safe(engine.capabilities.join(", "), 400)],
		["engine.guarantees", safe(engine.guarantees.join(", "), 400)],
	];
}

/** Seconds, three decimals, as the schema of Jenkins asks. */
function time(milliseconds: number): string {
	return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
	const pairs = Object.entries(values);
	return pairs.map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`).join("");
}

const entities: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
};

/** For text that went through `safe`: what XML can't write at all is no longer in it. */
export function escapeXml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
