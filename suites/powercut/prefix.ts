import type { LoggedChange } from "../../harness/contract/index.ts";
import { absent, type BlockState, describeState, sameState } from "../model/block-state.ts";
import { type Life, stateOf } from "./survivors.ts";

/** What was found in a block after the cut. */
export interface Finding {
	readonly block: number;
	readonly state: BlockState;
}

/** Moments, in tickets, at which a block held what was found: from <= moment < to. */
interface Span {
	readonly from: number;
	readonly to: number;
}

/**
 * Recovery is a prefix of the order of acknowledgement: there is a moment such that every block
 * holds the last change that was acknowledged before it. Tickets are drawn before and after each
 * call, so of two changes that overlapped either may have been first; a change that never returned
 * was not acknowledged and may be there or not. Both are left to the engine.
 *
 * Undefined: there is such a moment. Else a sentence about a block that excludes the best one.
 */
export function brokenPrefix(life: Life, findings: readonly Finding[]): string | undefined {
	const changesOf = new Map<number, LoggedChange[]>();
	for (const change of life.changes) {
		if (change.kind === "flush") continue;
		const known = changesOf.get(change.block);
		if (known === undefined) changesOf.set(change.block, [change]);
		else known.push(change);
	}
	const blocks = findings.map((finding) => ({
		finding,
		spans: spansOf(finding, changesOf.get(finding.block) ?? [], life),
	}));
	const begins = blocks.flatMap(({ spans }) => spans.map(({ from }) => from));
	const moments = [...new Set([0, ...begins])].sort((left, right) => left - right);
	// Of equally good moments the latest: then what is told is what is missing.
	let best: { moment: number; misfits: Finding[] } | undefined;
	for (const moment of moments) {
		const misfits = blocks
			.filter(({ spans }) => !spans.some(({ from, to }) => from <= moment && moment < to))
			.map(({ finding }) => finding);
		if (misfits.length === 0) return undefined;
		if (best === undefined || misfits.length <= best.misfits.length) best = { moment, misfits };
	}
	const [misfit] = best?.misfits ?? [];
	if (best === undefined || misfit === undefined) return undefined;
	return explain(best.moment, misfit, best.misfits.length, life);
}

function spansOf(finding: Finding, changes: readonly LoggedChange[], life: Life): Span[] {
	const spans: Span[] = [];
	const held = [
		life.before.get(finding.block) ?? absent,
		...changes.map((one) => stateOf(one, life)),
	];
	let from = 0;
	for (const [index, state] of held.entries()) {
		const change = changes[index - 1];
		if (change !== undefined && Number.isFinite(change.end)) from = change.start;
		if (!sameState(state, finding.state)) continue;
		spans.push({ from, to: changes[index]?.end ?? Number.POSITIVE_INFINITY });
	}
	return spans;
}

function explain(moment: number, { block, state }: Finding, misfits: number, life: Life): string {
	const before = life.changes.filter(
		(one) => one.kind !== "flush" && one.block === block && one.end <= moment,
	);
	const last = before.at(-1);
	const expected = last === undefined ? (life.before.get(block) ?? absent) : stateOf(last, life);
	return (
		`block ${life.ids[block]} holds ${describeState(state)} instead of ${describeState(expected)}, ` +
		`which was acknowledged before changes that survived; so it is with ${misfits} block(s)`
	);
}
