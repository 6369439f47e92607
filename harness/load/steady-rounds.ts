import type { WorkloadResult } from "../../results/schema/index.ts";
import type { Workload } from "../contract/index.ts";
import { Histogram } from "./histogram.ts";
import { latencyOf } from "./percentiles.ts";
import { withoutNumber } from "./result.ts";
import { sniaRule, steadyEpisodes, steadyText, windowAt } from "./steady.ts";

/**
 * A workload in rounds: each is a whole measurement over the same blocks. `until-steady` ends with
 * the first window of steady rounds and has the numbers of that window alone, or the outcome
 * `not-steady` when there was none. `all` does every round, has the numbers of all of them, and
 * warns when steady state was not reached or was left again: a saturation run is about the curve.
 *
 * Between rounds the engine rests for as long as the floor and the verification take; the warm-up
 * of the next round is not in its numbers. A device that recovers within that time looks steadier
 * than one under load without a pause.
 */
export async function measureRounds(
	workload: Workload & { readonly rounds: NonNullable<Workload["rounds"]> },
	measure: () => Promise<WorkloadResult>,
	progress: (message: string) => void,
): Promise<WorkloadResult> {
	const { rounds, id } = workload;
	const done: WorkloadResult[] = [];
	while (done.length < rounds.countMax) {
		progress(`${id}: round ${done.length + 1} of at most ${rounds.countMax}`);
		const result = await measure();
		if (result.outcome !== "measured") {
			return { ...result, message: `Round ${done.length + 1}: ${result.message}` };
		}
		done.push(result);
		const window = windowAt(valuesOf(done), done.length - 1);
		if (rounds.kind === "until-steady" && window?.isSteady) break;
	}
	return joined(workload, rounds.kind, done);
}

const valuesOf = (rounds: readonly WorkloadResult[]): number[] =>
	rounds.map(({ iops }) => iops ?? Number.NaN);

function joined(
	workload: Workload,
	kind: "until-steady" | "all",
	rounds: readonly WorkloadResult[],
): WorkloadResult {
	const values = valuesOf(rounds);
	const text = steadyText(values);
	const episodes = steadyEpisodes(values);
	const isSteady = episodes.at(-1) !== undefined && episodes.at(-1)?.leftRound === undefined;
	const verified = {
		errors: 0,
		...optional("verifiedBlocks", sumOf(rounds, "verifiedBlocks")),
		...optional("mismatchedBlocks", sumOf(rounds, "mismatchedBlocks")),
	};
	const window = windowAt(values, values.length - 1);
	const rule = { ...sniaRule };
	const steady = { isSteady, text, episodes, ...(window === undefined ? {} : { window }), rule };
	const details = { ...rounds.at(-1)?.details, iopsSeries: values, seriesOf: "round", steady };
	if (kind === "until-steady" && !isSteady) {
		const durationMs = rounds.reduce((total, round) => total + round.durationMs, 0);
		return { ...withoutNumber(workload, "not-steady", text), ...verified, durationMs, details };
	}
	const counted = kind === "all" ? rounds : rounds.slice(-sniaRule.windowRounds);
	const warnings = warningsOf(counted);
	if (!isSteady) warnings.push(text);
	return {
		...withoutNumber(workload, "measured", text),
		...verified,
		...numbersOver(counted),
		warnings,
		details,
	};
}

/** Each kind once, with the first round's numbers: five rounds of one warning are one warning. */
function warningsOf(rounds: readonly WorkloadResult[]): string[] {
	const kinds = new Map<string, { text: string; count: number }>();
	for (const text of rounds.flatMap((round) => round.warnings)) {
		const kind = text.replaceAll(/\d[\d.]*/g, "#");
		const seen = kinds.get(kind);
		if (seen === undefined) kinds.set(kind, { text, count: 1 });
		else seen.count++;
	}
	return [...kinds.values()].map(({ text, count }) =>
		count === 1 ? text : `${text} (And so in ${count} of ${rounds.length} rounds.)`,
	);
}

/** Over several rounds: counts add up, histograms merge, percentiles are never averaged. */
function numbersOver(rounds: readonly WorkloadResult[]) {
	const histogram = new Histogram();
	for (const { histogram: encoded } of rounds) {
		if (encoded !== undefined) histogram.merge(Histogram.decode(encoded));
	}
	const operations = sumOf(rounds, "operations") ?? 0;
	const durationMs = rounds.reduce((total, round) => total + round.durationMs, 0);
	const cpuNs = rounds.map((each) => (each.cpuNsPerOperation ?? 0) * (each.operations ?? 0));
	const floors = rounds.flatMap(({ floorNs }) => (floorNs === undefined ? [] : [floorNs]));
	const ceilings = rounds.flatMap(({ ceilingIops }) => ceilingIops ?? []);
	return {
		operations,
		durationMs,
		iops: (operations * 1000) / durationMs,
		latencyNs: latencyOf(histogram),
		histogram: histogram.encode(),
		// Interference can only add to the harness's own cost.
		...(floors.length > 0 ? { floorNs: Math.min(...floors) } : {}),
		...(ceilings.length > 0 ? { ceilingIops: Math.max(...ceilings) } : {}),
		cpuNsPerOperation: cpuNs.reduce((total, ns) => total + ns, 0) / operations,
	};
}

type Counter = "operations" | "verifiedBlocks" | "mismatchedBlocks";

/** Undefined when a round doesn't have it: a sum over some rounds would pass for all of them. */
function sumOf(rounds: readonly WorkloadResult[], name: Counter): number | undefined {
	const values = rounds.flatMap((round) => round[name] ?? []);
	if (values.length < rounds.length) return undefined;
	return values.reduce((total, value) => total + value, 0);
}

function optional<Name extends string>(name: Name, value: number | undefined) {
	return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: number };
}
