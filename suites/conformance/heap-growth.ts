import type { CheckContext } from "../../harness/contract/index.ts";
import { isDurable, Session } from "../model/session.ts";
import { type Habit, seldomHabits } from "./habits.ts";

/** Less in one look is an allocator's caches, or a log's first lines. */
const suspectBytes = 32 * 1024;
/** Honest rings of log lines and traces are full by then. */
const certainBytes = 1024 * 1024;

/**
 * What malloc gave out and never got back, where the C library tells it: to the byte, so that a
 * leak of a hundredth of what resident memory shows is seen in the same time.
 */
export class HeapGrowth {
	#grownBytes = 0;

	/** Was it grown in this look as only a leak grows? `samples`: at the end of each window. */
	suspect(samples: readonly number[], ownBytes: number): boolean {
		const grown = grownOver(samples) - ownBytes;
		this.#grownBytes += Math.max(0, grown);
		return grown >= suspectBytes && isRising(samples);
	}

	/** After looks that were all suspect. */
	get certain(): boolean {
		return this.#grownBytes >= certainBytes;
	}

	get bytes(): number {
		return this.#grownBytes;
	}
}

/** From the end of the first window to that of the last. */
export function grownOver(samples: readonly number[]): number {
	return (samples.at(-1) ?? 0) - (samples[0] ?? 0);
}

function isRising(samples: readonly number[]): boolean {
	return samples.every((one, index) => index === 0 || one > (samples[index - 1] ?? 0));
}

const windows = 5;
const callsPerWindow = 4;
/** Of the check's budget, for each of them: where a sync takes long they are not judged. */
const limitShare = 0.6;
/** A line of a log, kept in its ring, is shorter. */
const keptBytesMax = 1024;

export interface KeptEachTime {
	readonly habit: string;
	readonly bytesEach: number;
	readonly samples: readonly number[];
}

/**
 * What is too slow for thousands of times - hand-overs, operations that the device refuses - a few
 * dozen times: each must not keep a buffer or a table.
 */
export function keptBySeldom(context: CheckContext): KeptEachTime | undefined {
	if (context.process.heapBytes() === undefined) return undefined;
	const session = new Session(context);
	for (const habit of seldomHabits(session)) {
		const kept = look(context, habit);
		if (kept !== undefined) return kept;
	}
	session.close();
	return isDurable(session.engine) ? keptByRefused(context) : undefined;
}

/** The device takes not one byte meanwhile; what the engine can save afterwards is not asked. */
function keptByRefused(context: CheckContext): KeptEachTime | undefined {
	const session = new Session(context);
	const { engine, source } = session;
	let turn = 0;
	const run = (): void => {
		engine.write(1n, source);
		if (engine.has("batch")) engine.writeBatch([{ id: 1n, data: source }]);
		// Once a window: what a cache holds back meets the fault, and a slow sync costs little.
		if (turn++ % callsPerWindow === 0) engine.flush();
		if (engine.has("logging")) engine.drainLog();
	};
	context.faults.limitFileSize(0);
	try {
		return look(context, { name: "a write and a flush that the device refused", run });
	} finally {
		context.faults.limitFileSize(undefined);
		session.abandon();
		context.target.renew();
	}
}

function look(context: CheckContext, habit: Habit): KeptEachTime | undefined {
	const startedNs = context.nowNs();
	const limitMs = context.budgetMs * limitShare;
	const samples: number[] = [];
	for (let window = 0; window <= windows; window++) {
		for (let n = 0; n < callsPerWindow; n++) habit.run();
		samples.push(context.process.heapBytes() ?? 0);
		// A slow device: fewer times would prove nothing.
		if (window < windows && (context.nowNs() - startedNs) / 1e6 > limitMs) return undefined;
	}
	const bytesEach = Math.round(grownOver(samples) / (windows * callsPerWindow));
	if (bytesEach < keptBytesMax || !isRising(samples)) return undefined;
	return { habit: habit.name, bytesEach, samples };
}
