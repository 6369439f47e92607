import { EngineFailure } from "../../harness/contract/index.ts";
import { Ledger } from "../model/ledger.ts";
import { canaryByte } from "../model/sector.ts";
import type { Session } from "../model/session.ts";
import { changeAt, type ScriptPlan } from "./script.ts";

/**
 * Enters a killed victim's changes into the ledger: those up to `steps` are settled, those after
 * it, up to the next acknowledgement that may have been under way, may have happened or not. A
 * block is torn lawfully only where the engine does not promise atomic blocks.
 */
export function applyVictim(ledger: Ledger, plan: ScriptPlan, steps: number, torn: boolean): void {
	for (let step = 1; step <= steps; step++) {
		const { id, state } = changeAt(plan, step);
		ledger.settle(id, state);
	}
	for (let step = steps + 1; step <= lastPossibleStep(plan, steps); step++) {
		const { id, state } = changeAt(plan, step);
		ledger.maybe(id, state, torn);
	}
}

/** A reopen acknowledges too, so an interval may be cut short, but is never longer. */
export function lastPossibleStep(plan: ScriptPlan, steps: number): number {
	return steps + Math.max(plan.interval, plan.batch);
}

interface Run {
	readonly survived: boolean;
	readonly first: number;
	last: number;
}

/**
 * Recovery is a prefix: of the changes after the last promise, those that survived come first.
 * For plans whose unpromised changes go to a block each; that every block holds the old or the new
 * state was judged before. Returns how many survived.
 */
export function mustBePrefix(session: Session, plan: ScriptPlan, steps: number): number {
	const runs: Run[] = [];
	for (let step = steps + 1; step <= lastPossibleStep(plan, steps); step++) {
		const survived = survives(session, plan, step);
		const open = runs.at(-1);
		if (open?.survived === survived) open.last = step;
		else runs.push({ survived, first: step, last: step });
	}
	const hole = runs.findIndex((run, index) => run.survived && index > 0);
	if (hole < 0) {
		const kept = runs[0];
		return kept?.survived === true ? kept.last - kept.first + 1 : 0;
	}
	throw new EngineFailure(
		`what survived the kill is no prefix of the acknowledged changes after step ${steps}: ${runs.slice(0, 6).map(describeRun).join(", ")}`,
		{ expected: "the changes up to some step, and none after it" },
	);
}

/** "steps 12-40 survived", "step 41 did not" */
function describeRun({ survived, first, last }: Run): string {
	const range = first === last ? `step ${first}` : `steps ${first}-${last}`;
	return `${range} ${survived ? "survived" : "did not"}`;
}

function survives(session: Session, plan: ScriptPlan, step: number): boolean {
	const { id, state } = changeAt(plan, step);
	const probe = new Ledger(session.blockBytes, {
		absentReadsZeros: session.ledger.absentReadsZeros,
	});
	probe.settle(id, state);
	session.sink.bytes.fill(canaryByte);
	const status = session.engine.read(id, session.sink);
	return probe.judge(id, status, session.sink.bytes) === undefined;
}
