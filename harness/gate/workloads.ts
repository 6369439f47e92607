import type { EngineResult, GateResult, WorkloadResult } from "../../results/schema/index.ts";
import { counted, duration, type Finding, gate, known, listed } from "./result.ts";
import { detectableText, rareAmong, unknown } from "./rules/detectable.ts";

/** Harness cost beyond this share of the median makes the number the harness's own. */
const floorShareMax = 0.05;

/** Gates over the load: was it measured, was the data right, is the number the engine's. */
export function workloadGates(engine: EngineResult): GateResult[] {
	return [
		gate("data.verified", engine.name, verified(engine.workloads)),
		gate("workloads.measured", engine.name, measured(engine.workloads)),
		gate("workloads.floor", engine.name, floor(engine.workloads), "advisory"),
	];
}

function verified(workloads: readonly WorkloadResult[]): Finding {
	const threshold = "0 mismatched blocks, at least 1 verified where blocks are read";
	const wrong = workloads.filter(
		(workload) => workload.mismatchedBlocks !== undefined && workload.mismatchedBlocks !== 0,
	);
	const blocks = sum(workloads.map((workload) => workload.verifiedBlocks));
	if (wrong.length > 0) {
		const parts = wrong.map((workload) => `${workload.id}: ${workload.message}`);
		const count = sum(wrong.map((workload) => workload.mismatchedBlocks));
		const observed = `${counted(count, "mismatched block")} of ${blocks} verified`;
		return { result: "fail", observed, threshold, message: listed(parts) };
	}
	const unverified = workloads.filter(
		(workload) =>
			workload.outcome === "measured" &&
			workload.readPercent > 0 &&
			!(
				known(workload.verifiedBlocks) &&
				workload.verifiedBlocks > 0 &&
				known(workload.mismatchedBlocks)
			),
	);
	const observed = `0 of ${counted(blocks, "verified block")} mismatched`;
	if (unverified.length > 0 || blocks === 0) {
		const parts = unverified.map((workload) => workload.id);
		const message = `Nothing that was read was verified: ${listed(parts) || "no workload"}.`;
		return { result: "inconclusive", observed, threshold, message };
	}
	const message = `Every verified block was right; ${detectableText(rareAmong(blocks))}.`;
	return { result: "pass", observed, threshold, message };
}

function measured(workloads: readonly WorkloadResult[]): Finding {
	const threshold = "0 failed workloads, 0 without a number, at least 1 measured";
	const failed = workloads.filter(hasFailed);
	const without = workloads.filter(
		(workload) => !hasFailed(workload) && !isAnswer(workload.outcome) && !hasNumbers(workload),
	);
	const good = workloads.filter((workload) => !hasFailed(workload) && hasNumbers(workload));
	const rest = `${failed.length} failed, ${without.length} without a number`;
	const observed = `${good.length} measured, ${rest}`;
	if (failed.length > 0) {
		return { result: "fail", observed, threshold, message: listed(failed.map(reason)) };
	}
	if (without.length > 0 || good.length === 0) {
		const message = listed(without.map(reason)) || "No workload was measured.";
		return { result: "inconclusive", observed, threshold, message };
	}
	const warnings = good.flatMap((workload) =>
		workload.warnings.map((warning) => `${workload.id}: ${warning}`),
	);
	const message =
		warnings.length > 0
			? `${counted(warnings.length, "warning")}: ${listed(warnings)}`
			: "Every workload that applies was measured.";
	return { result: "pass", observed, threshold, message };
}

function hasFailed(workload: WorkloadResult): boolean {
	const { outcome, errors } = workload;
	const ended = outcome === "failed" || outcome === "crashed" || outcome === "hung";
	return ended || (outcome === "measured" && errors !== undefined && errors !== 0);
}

/** A rate or limit that is out of reach was asked about and answered: nothing is missing. */
function isAnswer(outcome: WorkloadResult["outcome"]): boolean {
	return outcome === "not-applicable" || outcome === "unreachable";
}

/** IOPS is the number; percentiles are rightly absent where a slow disk gave too few samples. */
function hasNumbers(workload: WorkloadResult): boolean {
	const { outcome, operations, iops, latencyNs } = workload;
	return (
		outcome === "measured" &&
		known(operations) &&
		operations > 0 &&
		known(iops) &&
		iops > 0 &&
		latencyNs !== undefined
	);
}

function reason(workload: WorkloadResult): string {
	if (workload.outcome === "measured" && hasFailed(workload)) {
		return `${workload.id}: ${workload.errors} operations failed`;
	}
	return `${workload.id} ${workload.outcome}: ${workload.message}`;
}

/** Advisory: a fast engine is no worse for it, but its number says less about it. */
function floor(workloads: readonly WorkloadResult[]): Finding {
	const threshold = `harness at most ${floorShareMax * 100} % of p50`;
	const hasMedian = (workload: WorkloadResult) => known(workload.latencyNs?.p50);
	const numbers = workloads
		.filter((each) => hasNumbers(each) && hasMedian(each))
		.map((workload) => ({
			id: workload.id,
			floorNs: workload.floorNs,
			p50: workload.latencyNs?.p50 ?? Number.NaN,
		}));
	const shares = numbers.map(({ id, floorNs, p50 }) => ({
		id,
		text: known(floorNs) ? `${duration(floorNs)} of ${duration(p50)}` : "no floor measured",
		share: known(floorNs) && p50 > 0 ? floorNs / p50 : Number.POSITIVE_INFINITY,
	}));
	const largest = shares.reduce((most, each) => Math.max(most, each.share), 0);
	const beyond = shares.filter((each) => !(each.share <= floorShareMax));
	if (shares.length === 0) {
		const message = "No workload was measured.";
		return { result: "inconclusive", observed: "no measurement", threshold, message };
	}
	const observed = Number.isFinite(largest) ? `at most ${percent(largest)}` : "not known";
	if (beyond.length > 0) {
		const message = listed(beyond.map((each) => `${each.id}: ${each.text}`));
		return { result: "inconclusive", observed, threshold, message };
	}
	const seen = detectableText(unknown("a floor is measured once"));
	const message = `The numbers are the engine's own; ${seen}.`;
	return { result: "pass", observed, threshold, message };
}

function percent(share: number): string {
	return `${Number((share * 100).toPrecision(2))} %`;
}

function sum(values: readonly (number | undefined)[]): number {
	return values.reduce<number>((total, value) => total + (known(value) ? value : 0), 0);
}
