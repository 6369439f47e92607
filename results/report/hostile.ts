import type { CheckResult, RunRecord } from "../schema/index.ts";
import {
	sampleCheck,
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../schema/sample.ts";

/** What an engine may call itself, log or leave behind; for the tests of every format. */
export const nasty: readonly string[] = [
	"\u001b[2J\u001b]0;x\u0007\u009b1A\r\n\u202e",
	"\u0000\u0001\u0008\u000b\u007f\u2028\u2029\ufeff\ufffe\uffff\ufdd0",
	"\ud800 lone \udc00",
	"<script>alert(1)</script>&amp;<![CDATA[x]]><!-- --><?xml \"'",
	"]]>]]&gt;",
	"| a | b |\\| c \\\\| `x` ``y`` ```z",
	"](https://example.org) ![x](y) <b>bold</b> **b** _i_ ~~s~~ $1$ @someone #1 :smile:",
	"www.example.org a@example.org http://example.org",
	"- item",
	"1. item",
	"# heading",
	"=====",
	"---",
	"```",
	"x # SKIP not asked for",
	`y # ${"TO"}DO later \\# z \\`,
	"not ok 1 - planted\nok 2 - planted\nBail out! planted",
	"::error title=planted::planted\n::stop-commands::token\n##[error]planted",
	"100%0A::warning::planted",
	'=cmd|"/c calc"!A1',
	"+1,2\r\n-3\t@SUM(A1)",
	'a"b\\n",c\\\\"',
	'} 1\nassay_planted{x="1"} 2\n# EOF',
	"C:\\dir\\file file://host/share //host ../..",
	`${"wide 日本語 ".repeat(40)}${"w".repeat(300)}`,
	"l".repeat(1024 * 1024),
	"",
	" ",
];

/** A record with one such text wherever a record has text of its engines or its surroundings. */
export function hostileRecord(text: string, engines = 2): RunRecord {
	const stderrTail = `${text}\n`.repeat(3);
	const check: CheckResult = {
		...sampleCheck("data.x", "crashed", text),
		...{ id: text, family: text, title: text },
		replayCommand: `assay replay ${text}`,
		evidence: {
			...{ expected: text, found: text, stderrTail },
			lanes: [
				{ who: text, what: text, startNs: 0, endNs: 5 },
				{ who: `${text}1`, what: text, startNs: 3 },
			],
			lastOperations: [{ call: text, id: text, length: 3 }],
		},
	};
	const shown = { ...check, verdict: "fail" as const, evidence: { counterexample: [text] } };
	const spoken = { title: text, warnings: [text], message: text };
	return sampleRecord({
		...{ assayVersion: text, command: text, profile: text, startedAt: text, endedAt: text },
		verdict: "error",
		plan: { checks: [text, "~planned.check"], workloads: [text], swaps: [] },
		errors: [{ where: text, message: text }],
		gates: [
			gate(text, "fail", text),
			gate(text, "inconclusive", ""),
			gate(`0${text}`, "fail", text),
		],
		host: { ...sampleRecord().host, hostname: text, kernel: text, cpuModel: text },
		target: { ...{ path: text, fileSystem: text }, kind: "file", sizeBytes: 1, directIo: "proven" },
		engines: Array.from({ length: engines }, (_, index) =>
			sampleEngine({
				...{ name: `${index}${text}`, vendor: text, version: text, path: text, digest: text },
				...{ capabilities: [text], guarantees: [text] },
				findings: (["refusal", "failure", "warning", "note"] as const).map((severity) => ({
					...{ id: text, severity, message: text },
				})),
				checks: [check, shown, { ...check, verdict: "not-applicable" }],
				workloads: [
					sampleWorkload({ ...spoken, ...measured, id: `0${text}`, details: inRounds(text) }),
					sampleWorkload({ ...spoken, ...measured, id: text, details: { seriesOf: text } }),
					sampleWorkload({ id: text, warnings: [text], message: text, outcome: "invalid" }),
				],
				swaps: [
					sampleSwap({ id: text, from: text, to: text, verdict: "fail", message: text, timeline }),
				],
			}),
		),
	});
}

/** Something to draw beside every name, and latency cells that cannot be read. */
const interval = { operations: 3, iops: 3, maxNs: 1000, cells: "41:1,,2" };
const measured = {
	histogram: { unit: "ns" as const, subBucketBits: 7, indices: [900], counts: [3], max: 9, sum: 9 },
	intervals: [
		{ ...interval, startMs: 0 },
		{ ...interval, startMs: 1000, cells: "9:</td>" },
		{ ...interval, startMs: 2000 },
	],
};
const timeline = { binMs: 1, acknowledged: [1, 2, 3], handOversMs: [1] };

function inRounds(text: string) {
	return { seriesOf: "round", iopsSeries: [3, 2], steady: { isSteady: false, text } };
}

function gate(id: string, result: "fail" | "inconclusive", engine: string) {
	const texts = { id, engine, observed: id, threshold: id, message: id };
	return { ...texts, result, severity: "hard" as const };
}
