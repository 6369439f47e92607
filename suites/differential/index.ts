/**
 * One trace of calls, from the seed, through the engine under test, its fallback engine, and the
 * built-in memory engine as the reference; every answer is compared. The reference is a second
 * implementation of the header, not of this engine: what both do is what the header says, and where
 * the header leaves a choice (absent blocks read as zeros, a delete of nothing, which errno) both
 * choices are taken as the same.
 *
 * Not covered: what the reference itself gets wrong; times, durability, threads, queues.
 */
import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { couldNotRun, pass, storesData } from "../model/applies.ts";
import { isDurable } from "../model/session.ts";
import { type Difference, runTrace } from "./pair.ts";
import { shrinkTrace } from "./shrink-trace.ts";
import { type Abilities, describeStep, makeTrace, type Step } from "./trace.ts";

const stepsPerRun = 20;
const budgetShare = 0.5;

export const sameAnswers: Check = {
	id: "differential.same-answers",
	title: "The engine, its fallback and the reference engine give the same answers to one trace",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const { openReference, blockBytes, capacityBlocks } = context;
		if (openReference === undefined) {
			return couldNotRun(
				`there is no reference engine for blocks of ${blockBytes} bytes: is memory built (npm run build)?`,
			);
		}
		const abilities = abilitiesOf(context);
		const length = stepsPerRun * Math.max(context.propertyRuns, 10);
		const steps = makeTrace(context.seed, length, { blockBytes, capacityBlocks }, abilities);
		const giveUpAtNs = context.nowNs() + budgetShare * context.budgetMs * 1e6;
		const { difference, made } = runTrace(context, openReference, steps, giveUpAtNs);
		if (difference !== undefined) {
			const upTo = steps.slice(0, difference.at + 1);
			const again = (some: readonly Step[]) =>
				runTrace(context, openReference, some, Infinity).difference;
			throw failureOf(context, upTo, difference, again);
		}
		const through = abilities.fallback ? ", its fallback" : "";
		return pass(`${made} steps gave the same answers on the engine${through} and the reference`);
	},
};

export const differentialChecks: readonly Check[] = [sameAnswers];

function abilitiesOf({ descriptor }: CheckContext): Abilities {
	const has = (one: "batch" | "lease" | "fallback") => descriptor.capabilities.includes(one);
	return {
		batch: has("batch"),
		lease: has("lease"),
		fallback: has("fallback"),
		reopen: isDurable({ descriptor }),
	};
}

/** With the steps that it takes, as few as the rest of the budget allows. */
function failureOf(
	context: CheckContext,
	steps: readonly Step[],
	first: Difference,
	differenceOf: (steps: readonly Step[]) => Difference | undefined,
): EngineFailure {
	const untilNs = context.nowNs() + budgetShare * context.budgetMs * 1e6;
	let difference = first;
	const differs = (some: readonly Step[]): number | undefined => {
		try {
			const found = differenceOf(some);
			if (found !== undefined) difference = found;
			return found?.at;
		} catch (error) {
			// Another failure, such as of a shutdown: not the one that is looked for.
			if (error instanceof EngineFailure) return undefined;
			throw error;
		}
	};
	const few = shrinkTrace(steps, differs, () => context.nowNs() < untilNs);
	const { where, expected, found } = difference;
	return new EngineFailure(
		`${describeStep(few.at(-1) as Step)}: ${where} answered ${found}; the reference: ${expected}`,
		{ expected, found, counterexample: few.map(describeStep) },
	);
}
