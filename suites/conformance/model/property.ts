import type fc from "fast-check";
import {
	type CheckContext,
	type CheckOutcome,
	EngineFailure,
	type Evidence,
} from "../../../harness/contract/index.ts";
import { pass } from "../../model/applies.ts";
import { indices, type Letter, parameters, slotsOf } from "./alphabet.ts";
import { type IdTable, idTable, Machine } from "./machine.ts";

const stepsMax = 300;
/** After a failure so much time, and twice the budget, may go into making it small. */
const shrinkMs = 4000;

/**
 * Sequential, model-based conformance. A sequence is an array of integers, each decoded into one
 * operation: cheap to generate, and shrinking an integer goes to simpler operations and lower
 * blocks. Nothing in a run is random, so seed and path lead to the same sequence again.
 *
 * Not covered: concurrency (one call at a time), crashes, faults; other suites do those.
 */
export async function runSequences(
	context: CheckContext,
	letters: readonly Letter[],
): Promise<CheckOutcome> {
	// Loaded here and not above: every check starts a process, and few of them need it (20 ms).
	const { default: fc } = await import("fast-check");
	const ids = idTable(context.capacityBlocks);
	const slots = slotsOf(letters);
	const code = fc.noBias(fc.nat(slots.length * indices * parameters - 1));
	const sequences = fc.array(code, { minLength: 1, maxLength: stepsMax, size: "max" });
	const start = context.nowNs();
	const spentMs = (): number => (context.nowNs() - start) / 1e6;
	const searchMs = context.budgetMs * 0.8;
	const fresh = freshTarget(context);
	const { blockBytes } = context;
	const buffers = {
		source: context.allocate(blockBytes, "end"),
		sink: context.allocate(blockBytes, "end"),
	};
	let [runs, steps, failed] = [0, 0, false];
	const property = fc.property(sequences, (codes) => {
		// Out of time without a failure: the rest is skipped, and the message says how many ran.
		if (!failed && runs > 0 && spentMs() > searchMs) return;
		runs += 1;
		steps += codes.length;
		try {
			fresh();
			runOne(new Machine(context, ids, buffers), slots, codes);
		} catch (error) {
			failed = true;
			throw error;
		}
	});
	const details = fc.check(property, {
		seed: context.seed,
		numRuns: context.replayPath === undefined ? context.propertyRuns : 1,
		...(context.replayPath === undefined ? {} : { path: context.replayPath, endOnFailure: true }),
		interruptAfterTimeLimit: searchMs + shrinkMs + context.budgetMs * 2,
	});
	if (!details.failed) return pass(`${runs} sequences of ${steps} operations in all`);
	return failure(details, ids, slots);
}

/** Each run starts on a fresh target; where renewing is slow (a device), by deleting instead. */
function freshTarget(context: CheckContext): () => void {
	const start = context.nowNs();
	context.target.renew();
	const slow = context.nowNs() - start > 20e6;
	if (!slow) return () => context.target.renew();
	return () => {
		const engine = context.mustOpen();
		for (const id of idTable(context.capacityBlocks).inRange) engine.delete(id);
		engine.shutdown();
	};
}

function runOne(machine: Machine, slots: readonly Letter[], codes: readonly number[]): void {
	try {
		for (const code of codes) {
			const { letter, index, parameter } = decode(slots, code);
			letter.run(machine, index, parameter);
			if (machine.leases.length > 0) machine.checkLeases();
		}
		machine.finish();
	} catch (error) {
		machine.abandon();
		throw error;
	}
}

function decode(slots: readonly Letter[], code: number) {
	const letter = slots[Math.floor(code / (indices * parameters))];
	if (letter === undefined) throw new Error(`no letter for ${code}`);
	return { letter, index: Math.floor(code / parameters) % indices, parameter: code % parameters };
}

function failure(
	details: fc.RunDetails<[number[]]>,
	ids: IdTable,
	slots: readonly Letter[],
): CheckOutcome {
	const { errorInstance, counterexample, counterexamplePath, seed } = details;
	// Anything but an engine's failure is the harness's own error, and must not become a verdict.
	if (!(errorInstance instanceof EngineFailure)) throw errorInstance ?? new Error("no error");
	const codes = counterexample?.[0] ?? [];
	const lines = codes.map((code) => {
		const { letter, index, parameter } = decode(slots, code);
		return letter.describe(ids, index, parameter);
	});
	const evidence: Evidence = {
		...errorInstance.evidence,
		counterexample: lines,
		...(counterexamplePath === null ? {} : { replay: { seed, path: counterexamplePath } }),
	};
	return {
		verdict: "fail",
		message: `${errorInstance.message} (after ${codes.length} operations)`,
		evidence,
	};
}
