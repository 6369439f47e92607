/** Runs the rounds of a comparison, until it is decided or its looks or its time are over. */
import {
	type ComparisonData,
	confirmationRounds,
	mayStop,
	type Round,
	slotOrder,
	toConfirm,
} from "../../../results/compare/index.ts";
import { type Broken, type Contest, takeRound } from "./compare-turns.ts";

/** Until it is decided or the last look was taken; then what failed once more, independently. */
export async function contend(asked: Omit<Contest, "apart">): Promise<ComparisonData> {
	const contest: Contest = { ...asked, apart: new Set() };
	const { plan, signal, engines } = contest;
	const rounds: Round[] = [];
	const broken: Broken[] = [];
	const goesOn = () => !signal.aborted && broken.length === 0;
	const endsMs = performance.now() + (plan.budgetMs ?? Number.POSITIVE_INFINITY);
	let look = 0;
	const most = plan.looks.at(-1) ?? 0;
	const total = most * contest.workloads.length * engines.size;
	contest.report({ kind: "started", total });
	// Time says nothing about the engines: a comparison may end by it without a look of its own.
	const inTime = (index: number) => index < (plan.looks[0] ?? 0) || performance.now() < endsMs;
	for (let index = 0; goesOn() && inTime(index); index++) {
		for (const [at, workload] of contest.workloads.entries()) {
			const order = slotOrder([...engines.keys()], plan.seed, at, index);
			const told = `round ${index + 1}/${most}`;
			const seed = plan.seed + index;
			const round = await takeRound(contest, { workload, order, index, seed, told }, broken);
			if (round !== undefined) keep(rounds, round);
			if (!goesOn()) break;
		}
		if (!goesOn()) break;
		if (index + 1 < (plan.looks[look] ?? 0)) continue;
		if (mayStop(rounds, plan, look)) break;
		look++;
	}
	const failed = goesOn() ? toConfirm(rounds, plan, look) : [];
	const confirmation: Round[] = [];
	const last = confirmationRounds(plan, look);
	if (failed.length > 0) {
		contest.report({ kind: "note", message: `slower: ${failed.join(", ")}; measuring once more` });
		contest.report({ kind: "started", total: last * failed.length * 2 });
	}
	for (let index = 0; index < last && failed.length > 0; index++) {
		for (const [at, workload] of contest.workloads.entries()) {
			if (!failed.includes(workload.id) || !goesOn()) continue;
			const order = slotOrder(["baseline", "candidate"], plan.seed, 1000 + at, index);
			const seed = plan.seed + 1_000_000 + index;
			const told = `confirmation ${index + 1}/${last}`;
			const round = await takeRound(contest, { workload, order, index, seed, told }, broken);
			if (round !== undefined) keep(confirmation, round);
		}
	}
	return { plan, rounds, confirmation, broken, complete: !signal.aborted };
}

/** Rounds in turns and one by one are two scales: with the first of the latter the former go. */
export function keep(rounds: Round[], round: Round): void {
	const isOther = ({ workload, slowness }: Round) =>
		workload === round.workload && slowness !== undefined && round.slowness === undefined;
	const kept = rounds.filter((each) => !isOther(each));
	rounds.splice(0, rounds.length, ...kept, round);
}
