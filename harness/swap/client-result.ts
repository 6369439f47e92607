import type { SwapResult } from "../../results/schema/index.ts";
import type { ClientDrill } from "./client-drill.ts";
import type { ClientAttempt } from "./client-hold.ts";
import { type Latencies, openLoopOf } from "./open-loop.ts";
import {
	evidenceOf,
	failed,
	milliseconds,
	type Parties,
	percentile,
	rehearsedFailures,
	stallSummary,
	worstFirst,
} from "./result.ts";
import { timelineOf } from "./timeline.ts";

/** Attempts whose own numbers are in the record; the rest is in the summary. */
const attemptsShown = 64;

/** The result of a drill with clients: findings first, then whether it met what it had to meet. */
export function clientResultOf(
	drill: ClientDrill,
	parties: Parties,
	durationMs: number,
): SwapResult {
	const { clients, coverage } = drill;
	const findings = worstFirst(drill.findings);
	const [first] = findings;
	const stalls = stallsOf(drill);
	const found = (["lost", "duplicated", "torn", "wrong", "error"] as const).map((kind) =>
		clients.count(kind),
	);
	const [lost = 0, duplicated = 0, torn = 0, wrong = 0] = found;
	const total = Math.max(
		findings.length,
		found.reduce((sum, count) => sum + count, 0),
	);
	const { missed, reachable } = coverage;
	const covered = `${reachable - missed.length} of ${reachable} moments`;
	const openLoop = openLoopOfDrill(drill);
	const summary = stallSummary(stalls);
	const { stallNsMax } = summary;
	const stall = stallNsMax === undefined ? "" : `, longest stall ${milliseconds(stallNsMax)}`;
	const counts = {
		count: drill.swaps,
		acknowledgedWrites: clients.count("acknowledgements"),
		reads: clients.count("reads"),
		lostWrites: lost,
		wrongReads: duplicated + torn + wrong,
	};
	const passed =
		`${counts.count} swaps met ${covered} of operations, under ${counts.acknowledgedWrites} ` +
		`acknowledged writes and ${counts.reads} reads: nothing lost, doubled or torn${stall}` +
		`${openLoopText(openLoop)}${stormText(drill)}`;
	const unmet =
		`swaps met ${covered} only: never ${missed.slice(0, 4).join("; ")}` +
		`${missed.length > 4 ? "; ..." : ""}. Ask for more swaps, on a less busy machine`;
	const closes = drill.attempts.flatMap(({ closedMs }) => (closedMs > 0 ? [closedMs] : []));
	const timeline = timelineOf(clients.timeline, drill.endedMs, closes);
	const unfinished = missed.length > 0;
	return {
		id: drill.drill.id,
		...parties,
		verdict: first !== undefined ? "fail" : unfinished ? "could-not-run" : "pass",
		message: first !== undefined ? failed(first, total) : unfinished ? unmet : passed,
		...counts,
		...summary,
		durationMs,
		...(timeline === undefined ? {} : { timeline }),
		...(first === undefined ? {} : { evidence: evidenceOf(first, findings) }),
		details: detailsOf(drill, stalls, { duplicated, torn, wrong }, openLoop),
	};
}

/** Held clients and rehearsed failures are no swap as a user makes one: they are left out. */
function openLoopOfDrill({ attempts, pacer }: ClientDrill) {
	const closures = attempts.flatMap(({ meeting, rehearsal, outcome }, index) => {
		const { handOver } = outcome;
		if (handOver === undefined || handOver.closedNs === 0) return [];
		const { closedNs, openedNs } = handOver;
		const isMeasured = meeting !== "held" && rehearsal === undefined && outcome.kind === "swapped";
		return [{ index, isMeasured, closedNs, openedNs }];
	});
	const measured = closures.filter(({ isMeasured }) => isMeasured);
	const left = closures.filter(({ isMeasured }) => !isMeasured);
	const { swaps, across, between } = openLoopOf(pacer.writes(), measured, left);
	const of = new Map(measured.map(({ index }, at) => [index, swaps[at]]));
	return { of, across, between };
}

/** How far a storm reached its rate: the machine's doing as much as the engines'. */
function stormOf({ timetable }: ClientDrill): Record<string, unknown> {
	if (timetable === undefined) return {};
	const { perSecond, achievedPerSecond, late } = timetable;
	return { swapsPerSecondAsked: perSecond, swapsPerSecond: achievedPerSecond, swapsLate: late };
}

function openLoopText({ across, between }: ReturnType<typeof openLoopOfDrill>): string {
	if (across.nsP99 === undefined || between.nsP99 === undefined) return "";
	const [swapping, not] = [milliseconds(across.nsP99), milliseconds(between.nsP99)];
	return `, writes due meanwhile p99 ${swapping} (${not} between swaps)`;
}

function stormText({ timetable }: ClientDrill): string {
	const achieved = timetable?.achievedPerSecond;
	if (timetable === undefined || achieved === undefined) return "";
	return `, ${achieved.toFixed(1)} swaps a second of ${timetable.perSecond} asked for`;
}

/** Of swaps while all only wrote: between other operations a writer waits for itself. Ascending. */
function stallsOf({ attempts, clients }: ClientDrill): number[] {
	const writers = clients.shape.clients;
	return attempts
		.flatMap(({ meeting, rehearsal, outcome }, index) =>
			meeting === "writes" && rehearsal === undefined && outcome.kind === "swapped"
				? [...clients.stallsNs.subarray(index * writers, (index + 1) * writers)]
				: [],
		)
		.filter((ns) => ns > 0)
		.sort((a, b) => a - b);
}

function detailsOf(
	drill: ClientDrill,
	stalls: readonly number[],
	found: Record<string, number>,
	openLoop: ReturnType<typeof openLoopOfDrill>,
): Record<string, unknown> {
	const { coverage, clients, attempts } = drill;
	return {
		clients: clients.shape.clients,
		operations: clients.shape.operations,
		manager: drill.drill.manager,
		fences: drill.pair.slot.asymmetric ? "membarrier" : "sequentially consistent",
		...found,
		...stormOf(drill),
		oldEnginesFenced: drill.fence.refused,
		momentsReachable: coverage.reachable,
		momentsMissed: coverage.missed,
		moments: coverage.counts,
		rehearsedFailures: rehearsedFailures(attempts),
		history: drill.judged,
		degradation: drill.degradation.events,
		stallSamples: stalls.length,
		stallNsP99: percentile(stalls, 0.99),
		openLoop: { perSecond: drill.pacer.shape.perSecond, ...openLoop.across },
		openLoopBetweenSwaps: openLoop.between,
		before: drill.crew.useAtStart,
		attempts: attempts
			.slice(0, attemptsShown)
			.map((attempt, index) => rowOf(attempt, openLoop.of.get(index))),
	};
}

/** What was measured at one attempt; what could not be is absent. */
function rowOf(
	{ meeting, rehearsal, outcome, use, dip }: ClientAttempt,
	openLoop: Latencies | undefined,
): Record<string, unknown> {
	const handOver = outcome.kind === "swapped" ? outcome.handOver : undefined;
	return {
		to: outcome.to,
		outcome: outcome.kind,
		meeting,
		...(rehearsal === undefined ? {} : { rehearsal }),
		...(handOver === undefined
			? {}
			: {
					gateClosedNs: handOver.openedNs - handOver.closedNs,
					drainNs: handOver.drainedNs - handOver.closedNs,
					quiesceNs: handOver.quiescedNs - handOver.drainedNs,
					activateNs: handOver.activatedNs - handOver.quiescedNs,
				}),
		...(dip === undefined || meeting === "held"
			? {}
			: { dipPercent: Math.round(100 * dip.depth), backMs: dip.backMs }),
		...(openLoop === undefined ? {} : { openLoop }),
		residentBytes: use.residentBytes,
		descriptors: use.descriptors,
		threads: use.threads,
		maps: use.maps,
	};
}
