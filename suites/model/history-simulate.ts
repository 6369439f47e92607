/**
 * Histories whose answer is known, to test checkers with, up to millions of operations.
 *
 * Method: every client does one operation after the other, each with a start, an end and a moment
 * between them at which it takes effect; operations are executed on a register for each block in
 * the order of these moments. So there is an order that explains the history. `plantViolation`
 * then changes one read into something that no order explains.
 */
import type { OperationKind } from "../../harness/contract/index.ts";
import { type History, kinds } from "./history.ts";
import { Random } from "./random.ts";

export interface Simulation {
	readonly operations: number;
	readonly clients: number;
	readonly blocks: number;
	readonly seed: number;
	/** Of 100 operations; the rest are reads. */
	readonly writePercent?: number;
	readonly deletePercent?: number;
	/** Of 100 writes; half of them happen. */
	readonly unknownPercent?: number;
	/** Time from one operation's end to the next one's start, against 100 of an operation. */
	readonly pause?: number;
}

interface Pending {
	start: number;
	moment: number;
	end: number;
}

export function simulateHistory(simulation: Simulation): History {
	const { operations, clients, blocks, seed } = simulation;
	const random = new Random(seed);
	const history = emptyHistory(operations, blocks);
	for (let block = 0; block < blocks; block++) history.initial[block] = 1 + block;
	const register = history.initial.slice();
	const pending: Pending[] = [];
	for (let client = 0; client < clients; client++) {
		pending.push(nextOperation(random, random.below(100), simulation));
	}
	let value = blocks;
	for (let index = 0; index < operations; index++) {
		const client = earliest(pending);
		const { start, end } = pending[client] as Pending;
		const block = random.below(blocks);
		const kind = pickKind(random, simulation);
		const unknown = kind === kinds.write && random.below(100) < (simulation.unknownPercent ?? 0);
		const happens = !unknown || random.below(2) === 0;
		const written = kind === kinds.write ? ++value : 0;
		const before = register[block] as number;
		if (kind !== kinds.read && happens) register[block] = written;
		history.block[index] = block;
		history.kind[index] = kind === kinds.delete && before === 0 ? kinds.missedDelete : kind;
		history.value[index] = kind === kinds.read ? before : written;
		history.start[index] = start;
		history.end[index] = unknown ? Infinity : end;
		history.client[index] = client;
		pending[client] = nextOperation(random, end, simulation);
	}
	return history;
}

function emptyHistory(length: number, blocks: number): History {
	return {
		length,
		block: new Int32Array(length),
		kind: new Uint8Array(length),
		value: new Int32Array(length),
		start: new Float64Array(length),
		end: new Float64Array(length),
		client: new Uint8Array(length),
		initial: new Int32Array(blocks),
	};
}

function nextOperation(random: Random, from: number, { pause = 10 }: Simulation): Pending {
	const start = from + 1 + random.below(1 + 2 * pause);
	const moment = start + 1 + random.below(100);
	return { start, moment, end: moment + 1 + random.below(100) };
}

function earliest(pending: readonly Pending[]): number {
	let best = 0;
	for (let client = 1; client < pending.length; client++) {
		if ((pending[client] as Pending).moment < (pending[best] as Pending).moment) best = client;
	}
	return best;
}

function pickKind(random: Random, simulation: Simulation): OperationKind {
	const { writePercent = 50, deletePercent = 0 } = simulation;
	const pick = random.below(100);
	if (pick < writePercent) return kinds.write;
	return pick < writePercent + deletePercent ? kinds.delete : kinds.read;
}

export const violations = ["stale", "future", "foreign"] as const;

/**
 * Makes one read return what it cannot: `stale` a value that was surely overwritten before it
 * began, `future` one whose write began after its end, `foreign` another block's. Returns the
 * history and the index of the read, or undefined where there is no place for it.
 */
export function plantViolation(
	history: History,
	violation: (typeof violations)[number],
	seed: number,
): { history: History; read: number } | undefined {
	const random = new Random(seed, 1);
	for (let attempt = 0; attempt < 200; attempt++) {
		const read = random.below(history.length);
		if (history.kind[read] !== kinds.read) continue;
		const found = impossibleValue(history, read, violation, random);
		if (found === undefined) continue;
		const value = history.value.slice();
		value[read] = found;
		return { history: { ...history, value }, read };
	}
	return undefined;
}

function impossibleValue(
	history: History,
	read: number,
	violation: (typeof violations)[number],
	random: Random,
): number | undefined {
	const { start, end, value, block, kind } = history;
	const from = Math.max(0, read - 2000);
	const near = Array.from({ length: Math.min(4000, history.length - from) }, (_, at) => from + at);
	const writes = random.shuffled(near.filter((at) => kind[at] === kinds.write));
	const mine = writes.filter((at) => block[at] === block[read] && value[at] !== value[read]);
	if (violation === "foreign") {
		const other = writes.find((at) => block[at] !== block[read]);
		return other === undefined ? undefined : (value[other] as number);
	}
	if (violation === "future") {
		const later = mine.find((at) => (start[at] as number) > (end[read] as number));
		return later === undefined ? undefined : (value[later] as number);
	}
	const over = mine.find((at) => (end[at] as number) < (start[read] as number));
	const old = mine.find(
		(at) => over !== undefined && (end[at] as number) < (start[over] as number),
	);
	return old === undefined ? undefined : (value[old] as number);
}
