import { failingVerdicts, type RunRecord, type Verdict } from "../../results/schema/index.ts";
import type { SeededEngine } from "./header.ts";

/** What one named check, drill or finding said of a seeded engine. */
export interface Observed {
	readonly id: string;
	readonly verdict: Verdict;
	readonly message: string;
	readonly operations: number | undefined;
	readonly durationMs: number;
}

export type State = "killed" | "survived" | "could-not-run" | "pending" | "error";

export interface Judgement {
	readonly state: State;
	/** The check that killed it, or the first that was asked. */
	readonly check: string;
	readonly message: string;
	readonly operations: number | undefined;
	readonly seconds: number;
}

/** Checks and drills of the only engine of a record. */
export function observedOf(record: RunRecord): Observed[] {
	return record.engines.flatMap(({ checks, swaps }) => [
		...checks.map(({ id, verdict, message, operations, durationMs }) => {
			return { id, verdict, message, operations, durationMs };
		}),
		...swaps.map(({ id, verdict, message, acknowledgedWrites, durationMs }) => {
			return { id, verdict, message, operations: acknowledgedWrites, durationMs };
		}),
	]);
}

/**
 * A kill is: one of the named checks ended in a verdict that the header expects, the command's exit
 * code was that of a failure, and every check that shall be spared has passed. Everything else is
 * not, a check that could not run above all.
 */
export function judge(
	engine: SeededEngine,
	observed: readonly Observed[],
	exitCode: number,
): Judgement {
	const named = observed.filter(({ id }) => engine.caughtBy.includes(id));
	const kill = named.find(({ verdict }) => engine.verdicts.includes(verdict));
	const failing = named.find(({ verdict }) => failingVerdicts.has(verdict));
	const spoilt = engine.spares
		.map((id) => ({ id, verdict: observed.find((one) => one.id === id)?.verdict }))
		.filter(({ verdict }) => verdict !== "pass");
	const shown = kill ?? failing ?? named[0];
	const as = (state: State, message: string): Judgement => ({
		state,
		check: shown?.id ?? engine.caughtBy.join(" "),
		message,
		operations: shown?.operations,
		seconds: named.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000,
	});
	if (shown === undefined) return as("error", "none of the named checks has a result");
	if (kill === undefined && failing !== undefined) {
		const expected = engine.verdicts.join(" or ");
		return as("survived", `${failing.verdict} where ${expected} is expected: ${failing.message}`);
	}
	if (kill === undefined) {
		const excused = named.every(({ verdict }) => verdict === "could-not-run");
		const state = excused && engine.needsHost.length > 0 ? "could-not-run" : "survived";
		return as(state, named.map(({ id, verdict }) => `${id}: ${verdict}`).join(", "));
	}
	if (exitCode !== 1) return as("error", `${kill.verdict}, but the exit code was ${exitCode}`);
	if (spoilt.length > 0) {
		const lost = spoilt.map(({ id, verdict }) => `${id} ${verdict ?? "is missing"}`);
		return as("survived", `what must be spared was not: ${lost.join(", ")}`);
	}
	return as("killed", kill.message);
}

/** For a defect whose check is still to come: a kill there is news, and fails until it is told. */
export function withPending(engine: SeededEngine, judgement: Judgement): Judgement {
	if (engine.pending === undefined) return judgement;
	if (judgement.state === "killed") {
		const message = `it is killed by now: drop its "pending:" line (${judgement.message})`;
		return { ...judgement, state: "error", message };
	}
	return { ...judgement, state: "pending", message: engine.pending };
}
