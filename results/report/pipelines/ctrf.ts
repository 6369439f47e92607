import type { RunRecord } from "../../schema/index.ts";
import { safe } from "../text.ts";
import { reportCases } from "./cases.ts";
import {
	fullName,
	known,
	named,
	type Outcome,
	proofLines,
	type ReportCase,
} from "./report-case.ts";

const specVersion = "0.0.0";

/** CTRF has no word for a tool's own failure; `rawStatus` keeps ours. */
const status = {
	passed: "passed",
	failed: "failed",
	errored: "failed",
	unshown: "other",
	skipped: "skipped",
} as const satisfies Record<Outcome, string>;

/**
 * Common Test Report Format. Times are required there: where the record has none, the value is 0,
 * and `extra.durationMissing` (of a test) or `extra.timesMissing` (of the run) says so.
 */
export function toCtrf(record: RunRecord): string {
	const cases = reportCases(record);
	const count = (...wanted: (typeof status)[Outcome][]) =>
		cases.filter(({ outcome }) => wanted.includes(status[outcome])).length;
	const startMs = Date.parse(record.startedAt);
	const stopMs = Date.parse(record.endedAt);
	const hasTimes = known(startMs) && known(stopMs);
	const document = {
		...{ reportFormat: "CTRF", specVersion, generatedBy: "assay" },
		...(known(stopMs) ? { timestamp: new Date(stopMs).toISOString() } : {}),
		results: {
			tool: { name: "assay", version: safe(record.assayVersion, 40) },
			summary: {
				tests: cases.length,
				...{ passed: count("passed"), failed: count("failed"), skipped: count("skipped") },
				...{ pending: 0, other: count("other"), suites: record.engines.length + 1 },
				...{ start: known(startMs) ? startMs : 0, stop: known(stopMs) ? stopMs : 0 },
				extra: {
					...{ verdict: record.verdict, complete: record.complete, seed: record.seed },
					...(hasTimes ? {} : { timesMissing: true }),
				},
			},
			tests: cases.map(test),
			environment: {
				...{ reportName: `assay ${safe(record.command, 40)}`, osPlatform: "linux" },
				osRelease: safe(record.host.kernel, 100),
				extra: { profile: safe(record.profile, 40), engines: record.engines.map(engineFacts) },
			},
		},
	};
	return `${JSON.stringify(document, null, "\t")}\n`;
}

function test(one: ReportCase) {
	const { engine, group, kind, name, title, verdict, message, durationMs, numbers } = one;
	const proof = proofLines(one);
	return {
		name,
		testId: fullName(one),
		...{ status: status[one.outcome], rawStatus: verdict, type: kind },
		duration: Math.round(durationMs ?? 0),
		suite: [engine === "" ? "assay" : engine, group],
		message,
		...(proof.length > 0 ? { trace: proof.join("\n") } : {}),
		extra: {
			...{ title, outcome: one.outcome },
			...(one.replayCommand === undefined ? {} : { replayCommand: one.replayCommand }),
			...(numbers === undefined ? {} : { numbers }),
			...(durationMs === undefined ? { durationMissing: true } : {}),
		},
	};
}

function engineFacts(engine: RunRecord["engines"][number]) {
	const { role = "candidate" } = engine;
	return {
		...{ name: named(engine.name), version: safe(engine.version, 100), role },
		sha256: safe(engine.digest, 100),
	};
}
