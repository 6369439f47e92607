import { efforts, marginDefaults } from "../../harness/cli/commands/compare-options.ts";
import type { ComparisonPlan } from "../../results/compare/index.ts";
import { simulateComparison } from "../../results/compare/simulate.ts";

export interface Bar {
	readonly text: string;
	readonly met: boolean;
}

export interface Tally {
	readonly noise: number;
	readonly slower: number;
	readonly count: number;
	readonly verdicts: Readonly<Record<string, number>>;
	readonly text: string;
}

/** Standard deviations of one child: a quiet server, a busy one, a bad virtual machine. */
const noises = [0.01, 0.02, 0.04] as const;
const slowers = [0, 0.05, 0.1] as const;

/** As `assay compare --profile ci` compares. */
const ci: Omit<ComparisonPlan, "seed"> = {
	workloads: ["read", "write", "mix"],
	looks: efforts.ci.looks,
	margins: marginDefaults,
	delay: 0,
};

export function simulateAll(count: number, seed: number): Tally[] {
	return noises.flatMap((noise) => slowers.map((slower) => simulate(count, seed, noise, slower)));
}

function simulate(count: number, seed: number, noise: number, slower: number): Tally {
	const verdicts: Record<string, number> = {};
	let rounds = 0;
	for (let at = 0; at < count; at++) {
		const judged = simulateComparison({ ...ci, seed: seed * 100_000 + at }, { noise, slower });
		verdicts[judged.verdict] = (verdicts[judged.verdict] ?? 0) + 1;
		rounds += judged.rounds;
	}
	const parts = ["pass", "fail", "inconclusive", "unfit"].map(
		(name) => `${name} ${verdicts[name] ?? 0}`,
	);
	const what = slower === 0 ? "A/A" : `${slower * 100} % slower`;
	const average = count === 0 ? 0 : rounds / count;
	const text = `simulated, noise ${noise * 100} %, ${what}: ${parts.join(", ")} of ${count}; ${average.toFixed(1)} rounds`;
	return { noise, slower, count, verdicts, text };
}

/** None is met over nothing. */
export function barsOf(tallies: readonly Tally[]): Bar[] {
	const rate = (verdict: string, chosen: readonly Tally[]) => {
		const total = chosen.reduce((sum, { count }) => sum + count, 0);
		const seen = chosen.reduce((sum, { verdicts }) => sum + (verdicts[verdict] ?? 0), 0);
		return total === 0 ? Number.NaN : seen / total;
	};
	const falseFails = rate(
		"fail",
		tallies.filter(({ slower }) => slower === 0),
	);
	const slept = rate(
		"pass",
		tallies.filter(({ slower }) => slower > 0),
	);
	const power = (slower: number) =>
		rate(
			"fail",
			tallies.filter((each) => each.noise === noises[0] && each.slower === slower),
		);
	const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
	return [
		{ text: `false FAIL: ${percent(falseFails)}, at most 1 %`, met: falseFails <= 0.01 },
		{ text: `slowed and PASS: ${percent(slept)}, none`, met: slept === 0 },
		{ text: `power at 5 %: ${percent(power(0.05))}, at least 90 %`, met: power(0.05) >= 0.9 },
		{ text: `power at 10 %: ${percent(power(0.1))}, at least 99 %`, met: power(0.1) >= 0.99 },
	];
}
