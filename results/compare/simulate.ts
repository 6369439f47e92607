import type { ComparisonPlan, Round, Slot, Values } from "./comparison.ts";
import { slotOrder } from "./order.ts";
import { type Random, seededRandom } from "./random.ts";
import {
	type ComparisonData,
	type ComparisonVerdict,
	confirmationRounds,
	judgeComparison,
	mayStop,
	toConfirm,
} from "./whole.ts";

/**
 * A comparison without engines. A host drifts (AR(1): 3 % in the long run, 0.9 from one child to
 * the next), every child adds noise of its own, one in twenty is hit by a burst of up to 30 %, and
 * each place in a round's order costs 1 % more than the one before it.
 */
export interface SimulatedHost {
	/** Standard deviation of one child's log throughput. */
	readonly noise: number;
	/** By which the candidate is slower, as a share. */
	readonly slower: number;
}

const driftDeviation = 0.03;
const persistence = 0.9;
const burstChance = 0.05;
const burstMost = 0.3;
const placeCost = 0.01;

function makeHost(random: Random, { noise, slower }: SimulatedHost) {
	let drift = driftDeviation * random.normal();
	const innovation = driftDeviation * Math.sqrt(1 - persistence ** 2);
	return (slot: Slot, place: number, delay: number): Values => {
		drift = persistence * drift + innovation * random.normal();
		const burst = random.next() < burstChance ? burstMost * random.next() : 0;
		const own = slot === "candidate" ? slower : slot === "proof" ? delay : 0;
		const log = drift + noise * random.normal() - burst - placeCost * place + Math.log(1 - own);
		const iops = 100_000 * Math.exp(log);
		return { iops, p99Ns: (4e9 / iops) * Math.exp(3 * noise * random.normal()) };
	};
}

/** The same looks, orders and judgement as a real one. */
export function simulateComparison(
	plan: ComparisonPlan,
	host: SimulatedHost,
): ComparisonVerdict & { readonly rounds: number } {
	const data = simulateData(plan, host);
	const rounds = Math.max(...data.rounds.map(({ index }) => index + 1));
	return { ...judgeComparison(data), rounds };
}

export function simulateData(plan: ComparisonPlan, host: SimulatedHost): ComparisonData {
	const measure = makeHost(seededRandom(plan.seed, 77), host);
	const turn = (workload: string, slots: readonly Slot[], stream: number, index: number): Round => {
		const order = slotOrder(slots, plan.seed, stream, index);
		const values: Partial<Record<Slot, Values>> = {};
		for (const [place, slot] of order.entries()) values[slot] = measure(slot, place, plan.delay);
		return { workload, index, order, values };
	};
	const slots: Slot[] = ["baseline", "candidate", "control"];
	if (plan.delay > 0) slots.push("proof");
	const rounds: Round[] = [];
	let look = 0;
	for (let index = 0; ; index++) {
		plan.workloads.forEach((workload, at) => {
			rounds.push(turn(workload, slots, at, index));
		});
		if (index + 1 < (plan.looks[look] ?? 0)) continue;
		if (mayStop(rounds, plan, look)) break;
		look++;
	}
	const confirmation = toConfirm(rounds, plan, look).flatMap((workload, at) =>
		Array.from({ length: confirmationRounds(plan, look) }, (_, index) =>
			turn(workload, ["baseline", "candidate"], 1000 + at, index),
		),
	);
	return { plan, rounds, confirmation, broken: [], complete: true };
}
