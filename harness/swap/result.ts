import type { Evidence, SwapResult } from "../../results/schema/index.ts";
import type { SwapDrill } from "../contract/index.ts";
import { timelineCellMs } from "./board.ts";
import type { Attempt, Drill } from "./drill.ts";
import type { Finding } from "./finding.ts";
import type { Rehearsal } from "./judge-outcome.ts";
import { timelineOf } from "./timeline.ts";

/** Which of several findings the sentence is about: the worst first. */
const severity: readonly Finding["kind"][] = [
	...(["lost", "duplicated", "torn", "wrong", "not-fenced", "swap", "error"] as const),
	...(["retirement", "leftover", "stuck"] as const),
];

export const worstFirst = (findings: readonly Finding[]): Finding[] =>
	[...findings].sort((a, b) => severity.indexOf(a.kind) - severity.indexOf(b.kind));

export interface Parties {
	readonly from: string;
	readonly to: string;
}

/** A drill that did not run. */
export function notRun(
	drill: SwapDrill,
	parties: Parties,
	verdict: "not-applicable" | "could-not-run",
	message: string,
): SwapResult {
	return { id: drill.id, ...parties, verdict, message, count: 0, durationMs: 0 };
}

export function resultOf(drill: Drill, parties: Parties, durationMs: number): SwapResult {
	const findings = worstFirst([...drill.findings, ...drill.crew.findings]);
	const { writers } = drill.board.shape;
	const sum = (counts: Int32Array) => counts.reduce((total, count) => total + count, 0);
	const { operations, findings: found } = drill.board;
	const audited = drill.findings.filter(({ kind }) => kind === "wrong" || kind === "lost").length;
	// A thread reports its first findings only: a drill that lost much lost this much at least.
	const lost = new Set(findings.flatMap(({ kind, block }) => (kind === "lost" ? [block] : [])));
	const counts = {
		count: drill.swaps,
		acknowledgedWrites: sum(operations.subarray(0, writers)),
		reads: sum(operations.subarray(writers)) + drill.auditor.reads,
		lostWrites: lost.size,
		wrongReads: sum(found.subarray(writers)) + audited,
	};
	// As the manager makes them: rehearsals show whether swaps succeed, not how fast.
	const stalls = stallSamples(drill, undefined);
	const stall = stallSummary(stalls);
	const [first] = findings;
	const total = drill.findings.length + sum(found);
	return {
		id: drill.drill.id,
		...parties,
		verdict: first === undefined ? "pass" : "fail",
		message: first === undefined ? passed(counts, stall.stallNsMax) : failed(first, total),
		...counts,
		...stall,
		durationMs,
		...timelineOfDrill(drill),
		...(first === undefined ? {} : { evidence: evidenceOf(first, findings) }),
		details: detailsOf(drill, stalls),
	};
}

/** Each gate that closed is told, of swaps that were rolled back as well. */
function timelineOfDrill({ board, attempts, endedNs }: Drill): Pick<SwapResult, "timeline"> {
	const sinceStartMs = (ns: number) => (ns - board.startedNs) / 1e6;
	const closes = attempts.flatMap(({ outcome: { handOver } }) =>
		handOver !== undefined && handOver.closedNs > 0 ? [sinceStartMs(handOver.closedNs)] : [],
	);
	const timeline = timelineOf(board.timeline, sinceStartMs(endedNs), closes, timelineCellMs);
	return timeline === undefined ? {} : { timeline };
}

function passed(
	counts: { count: number; acknowledgedWrites: number; reads: number },
	stallNsMax: number | undefined,
): string {
	const stall = stallNsMax === undefined ? "" : `, longest stall ${milliseconds(stallNsMax)}`;
	return (
		`${counts.count} swaps under ${counts.acknowledgedWrites} acknowledged writes and ` +
		`${counts.reads} reads: nothing lost, nothing wrong, no error${stall}`
	);
}

export function failed(first: Finding, total: number): string {
	const more = total > 1 ? ` (and ${total - 1} more findings)` : "";
	return `${first.message}${more}`;
}

export function evidenceOf(first: Finding, findings: readonly Finding[]): Evidence {
	return {
		...(first.expected === undefined ? {} : { expected: first.expected }),
		...(first.found === undefined ? {} : { found: first.found }),
		counterexample: findings
			.slice(0, 20)
			.map(({ attempts, kind, message }) => `[${attempts} hand-overs] ${kind}: ${message}`),
		details: { findings: findings.slice(0, 20) },
	};
}

/** Nearest-rank percentile of a sorted series; undefined for none. */
export function percentile(sorted: readonly number[], share: number): number | undefined {
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** A sample is one writer at one swap; ascending. */
function stallSamples(drill: Drill, rehearsal: Rehearsal | undefined): number[] {
	const { stallsNs, shape } = drill.board;
	const samples = drill.attempts.flatMap((attempt, index) =>
		attempt.rehearsal === rehearsal && attempt.outcome.kind === "swapped"
			? [...stallsNs.subarray(index * shape.writers, (index + 1) * shape.writers)]
			: [],
	);
	return samples.filter((ns) => ns > 0).sort((a, b) => a - b);
}

/** For the result; absent where nothing was measured. */
export function stallSummary(samples: readonly number[]) {
	const stallNsMax = samples.at(-1);
	const stallNsP50 = percentile(samples, 0.5);
	if (stallNsMax === undefined || stallNsP50 === undefined) return {};
	return { stallNsMax, stallNsP50 };
}

/** Where the time of the hand-overs went, and what was rehearsed. */
function detailsOf(drill: Drill, stalls: readonly number[]): Record<string, unknown> {
	const handOvers = drill.attempts.flatMap(({ rehearsal, outcome }) =>
		rehearsal === undefined && outcome.kind === "swapped" ? [outcome.handOver] : [],
	);
	const longest = (from: keyof (typeof handOvers)[number], to: keyof (typeof handOvers)[number]) =>
		Math.max(0, ...handOvers.map((one) => Number(one[to]) - Number(one[from])));
	return {
		writers: drill.board.shape.writers,
		readers: drill.board.shape.readers,
		manager: drill.drill.manager,
		fences: drill.slot.asymmetric ? "membarrier" : "sequentially consistent",
		auditedBlocks: drill.auditor.reads,
		rehearsedFailures: rehearsedFailures(drill.attempts),
		stallSamples: stalls.length,
		stallNsP99: percentile(stalls, 0.99),
		stallUnpreparedNsMax: stallSamples(drill, "unprepared").at(-1),
		gateClosedNsMax: longest("closedNs", "openedNs"),
		drainNsMax: longest("closedNs", "drainedNs"),
		quiesceNsMax: longest("drainedNs", "quiescedNs"),
		activateNsMax: longest("quiescedNs", "activatedNs"),
	};
}

/** "Unprepared" is no failure that is rehearsed. */
export function rehearsedFailures(attempts: readonly Attempt[]): string[] {
	return attempts.flatMap(({ rehearsal, outcome }) =>
		rehearsal === undefined || rehearsal === "unprepared"
			? []
			: [`${rehearsal} of ${outcome.to}: ${outcome.kind}`],
	);
}

export function milliseconds(ns: number): string {
	return `${(ns / 1e6).toFixed(2)} ms`;
}
