import type { WorkloadResult } from "../../results/schema/index.ts";
import type { Engine, HostJob, Workload } from "../contract/index.ts";
import { limitQuantiles } from "../contract/index.ts";
import type { Verified } from "./blocks.ts";
import { claimsOf } from "./claims.ts";
import { type Phase, rateOf } from "./merge.ts";
import { kept, numbers } from "./numbers.ts";
import { countAbove } from "./percentiles.ts";
import type { MeasuredRun, Paced } from "./phases.ts";
import { contradiction } from "./plausibility.ts";
import type { DirectIo } from "./process-facts.ts";
import { couldBeTheHost, reachOf } from "./reach.ts";
import { verdictOf } from "./search.ts";
import { isOpenLoop, operationsPerCall } from "./shape.ts";

/** Everything that the phases of a workload found out. */
export interface Measured extends MeasuredRun, Paced {
	readonly job: HostJob;
	readonly workload: Workload;
	readonly engine: Engine;
	/** Operations a second of the warm-up's closed loop. */
	readonly capacity: number;
	readonly floorBefore: Phase;
	readonly floorAfter: Phase;
	readonly directIo: DirectIo;
	readonly verified: Verified;
	readonly burst: boolean;
	readonly clockSource: string;
	readonly fillNs: number;
	readonly flushStatus: number;
	readonly flushNs: number;
	readonly sweepStatus: number;
	readonly closeStatus: number;
}

/** A result that has no number, and says why. */
export function withoutNumber(
	workload: Workload,
	outcome: WorkloadResult["outcome"],
	message: string,
): WorkloadResult {
	const { id, title, blockBytes, readPercent, workers, depth: queueDepth } = workload;
	const batchSize = operationsPerCall(workload);
	const shape = { id, title, blockBytes, readPercent, queueDepth, batchSize, workers };
	return { ...shape, outcome, message, durationMs: 0, warnings: [] };
}

export function engineFailed(
	workload: Workload,
	what: string,
	status: number,
	engine: Engine,
): WorkloadResult {
	const reason = engine.lastError();
	const message = `${what} returned ${status}${reason === "" ? "" : ` ("${reason}")`}.`;
	return withoutNumber(workload, "failed", message);
}

/** Judges what was measured: a number, or why there is none. What was seen is kept either way. */
export function measuredResult(measured: Measured): WorkloadResult {
	const { workload } = measured;
	const claims = claimsOf(measured);
	const seen = kept(measured, claims);
	const reason =
		failureOf(measured) ?? invalidity(measured, contradiction(claims)) ?? shortfall(measured);
	if (reason !== undefined) {
		return { ...withoutNumber(workload, reason.outcome, reason.message), ...seen };
	}
	return {
		...withoutNumber(workload, "measured", ""),
		...seen,
		...numbers(measured, claims, seen.intervals),
	};
}

interface Reason {
	readonly outcome: WorkloadResult["outcome"];
	readonly message: string;
}

function failureOf(measured: Measured): Reason | undefined {
	const { phase, verified } = measured;
	const { blocks, mismatches, first } = verified;
	const failed = (message: string): Reason => ({ outcome: "failed", message });
	if (mismatches > 0) {
		return failed(`${mismatches} of ${blocks} verified blocks were wrong: ${first}.`);
	}
	const { errors, firstStatus, violation } = phase.tally;
	if (violation !== undefined) return failed(`The queue broke its contract: ${violation}.`);
	if (errors > 0) {
		return failed(`${errors} operations failed, the first with status ${firstStatus}.`);
	}
	if (measured.flushStatus !== 0) {
		return failed(`flush after the run returned ${measured.flushStatus}.`);
	}
	if (measured.sweepStatus !== 0) {
		return failed(`a read of a written block after the run returned ${measured.sweepStatus}.`);
	}
	if (measured.closeStatus !== 0) return failed(`queue_destroy returned ${measured.closeStatus}.`);
	return undefined;
}

function invalidity(measured: Measured, contradicted: string | undefined): Reason | undefined {
	const { phase, clockJump, search, workload, operationsPerSecond } = measured;
	const invalid = (message: string): Reason => ({ outcome: "invalid", message });
	if (clockJump !== undefined) return invalid(clockJump);
	if (phase.tally.operations === 0) return invalid("Nothing completed.");
	if (contradicted !== undefined) return invalid(contradicted);
	if (search?.kind === "inconclusive") return invalid(`Inconclusive: ${search.message}.`);
	if (isOpenLoop(workload) && operationsPerSecond === undefined && search === undefined) {
		return invalid("Nothing completed in the warm-up, so that there is no rate to measure at.");
	}
	return undefined;
}

/** A rate or a limit that this engine did not reach: latency would only tell the run's length. */
function shortfall(measured: Measured): Reason | undefined {
	const { phase, search, workload, operationsPerSecond } = measured;
	const unreachable = (message: string): Reason => ({ outcome: "unreachable", message });
	const { limit } = workload;
	if (search?.kind === "none") {
		return unreachable(`No rate keeps ${limitText(measured)}: ${search.message}.`);
	}
	if (operationsPerSecond === undefined) return undefined;
	const reach = reachOf(phase.paces);
	const { kind, caughtUpMs, unissued } = reach;
	const asked = `${Math.round(operationsPerSecond)} operations/s`;
	const done = Math.round(rateOf(phase));
	if (
		(kind === "fell-behind" || kind === "cut-off") &&
		couldBeTheHost(phase.processorWaitShare, reach, done, operationsPerSecond)
	) {
		const percent = Math.round(phase.processorWaitShare * 100);
		const message = `Inconclusive: ${asked} were asked for and ${done} done, but the host is too busy to blame the engine: a load thread was without a processor up to ${percent} % of the time.`;
		return { outcome: "invalid", message };
	}
	if (kind === "fell-behind") {
		return unreachable(
			`${asked} are out of reach: ${done} were done, and from ${Math.round(caughtUpMs)} ms on the backlog only grew.`,
		);
	}
	if (kind === "cut-off") {
		return unreachable(
			`${asked} were asked for; at the end the engine stalled for so long that ${unissued} were never issued.`,
		);
	}
	if (limit === undefined) return undefined;
	const { intended } = phase.timings;
	const over = countAbove(intended, limit.latencyNsMax);
	const trial = { operations: intended.count, over };
	if (verdictOf(trial, limitQuantiles[limit.percentile]) !== "broken") return undefined;
	const message = `Inconclusive: ${asked} kept ${limitText(measured)} in the search and not in the measured run.`;
	return { outcome: "invalid", message };
}

export function limitText({ workload: { limit } }: Measured): string {
	if (limit === undefined) return "";
	return `${limit.percentile} <= ${Number((limit.latencyNsMax / 1e6).toPrecision(6))} ms`;
}
