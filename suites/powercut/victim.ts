import {
	type CheckContext,
	type Engine,
	EngineFailure,
	type VictimLog,
	type VictimScript,
	type WriterMix,
	type WritersPlan,
} from "../../harness/contract/index.ts";
import { statusName } from "../model/errno.ts";

/** In which of the engine's doings the power fails. */
export type Act =
	| "writes"
	| "initialize"
	| "flush"
	| "quiesce"
	| "activate"
	| "shutdown"
	/** Of two engines, under writers, until the end. */
	| "swaps";

export interface VictimParameters {
	readonly act: Act;
	readonly plan: WritersPlan;
	/** Of `swaps`: the act begins in this one. */
	readonly swapsBefore: number;
	/** No writer changes anything from when it begins until that hand-over is done. */
	readonly quiet: boolean;
}

/** Phase 1 is before the act, 2 after it; the check lets the victim into each. */
export const phases = { act: 1, after: 2 } as const;
const quiesceDeadlineMs = 10_000;

/**
 * Opens the engine and does what it is told to, until its process is killed. `writes` goes on and
 * on; of the others the act itself is short: changes first, then the act between the two phases.
 */
export const powercutVictim: VictimScript = {
	id: "powercut.victim",
	async run(context, parameters, _acknowledged, log) {
		const { act, plan, swapsBefore, quiet } = parameters as unknown as VictimParameters;
		const enter = (phase: number) => {
			while (!log.reach(phase)) context.sleepMs(0.02);
		};
		if (act === "swaps") {
			const beforeHandOver = (swap: number) => {
				if (swap === swapsBefore) enter(phases.act);
			};
			const quietAt = quiet ? swapsBefore : undefined;
			await context.swapUnderWriters(plan, log, beforeHandOver, quietAt);
			return stay(context, log);
		}
		if (act === "initialize") enter(phases.act);
		const engine = context.mustOpen();
		if (act === "writes") {
			enter(phases.act);
			await context.writers(engine, plan, log);
		} else if (act !== "initialize") {
			await context.writers(engine, plan, log);
			await actOn(context, engine, { act, plan }, log, () => enter(phases.act));
		}
		stay(context, log);
	},
};

function stay(context: CheckContext, log: VictimLog): never {
	log.reach(phases.after);
	for (;;) context.sleepMs(1000);
}

async function actOn(
	context: CheckContext,
	engine: Engine,
	{ act, plan }: Pick<VictimParameters, "act" | "plan">,
	log: VictimLog,
	begin: () => void,
): Promise<void> {
	const row = log.changesOf(0).length;
	switch (act) {
		case "flush":
			begin();
			return covering(log, row, () => engine.flush());
		case "quiesce":
			begin();
			return covering(log, row, () => engine.quiesce(quiesceDeadlineMs));
		case "shutdown":
			begin();
			return covering(log, row, () => engine.shutdown());
		case "activate": {
			covering(log, row, () => engine.quiesce(quiesceDeadlineMs));
			const next = context.mustOpen({ standby: true });
			begin();
			const status = next.activate();
			if (status !== 0) throw new EngineFailure(`activate returned ${statusName(status)}`);
			// A few changes by the new one: the power may also fail in the first of them.
			const more: WriterMix = { write: 1, delete: 0, flush: 0, writeBatch: 0, queue: 0 };
			const made = log.changes().length;
			const after = { rows: row + 1, tickets: 2 * made + 2, sequences: made };
			return context.writers(next, { ...plan, writers: 1, steps: 6, mix: more, after }, log);
		}
	}
}

/** A call that makes durable what was acknowledged before it: noted as a flush. */
function covering(log: VictimLog, row: number, call: () => number): void {
	const last = Math.max(0, ...log.changes().map((one) => (Number.isFinite(one.end) ? one.end : 0)));
	log.begin(0, row, { kind: "flush", block: 0, sequence: 0, start: last + 1 });
	log.end(0, row, last + 2, call());
}
