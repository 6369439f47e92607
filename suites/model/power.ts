/**
 * Detection power: would this history have shown a defect, had there been one?
 *
 * Method: mutation. Into a history that passed, one violation at a time is planted - a read is made
 * to return what an acknowledged change had replaced - and the history of that block is judged
 * again. The share that is caught says what a pass is worth: with too many clients on too few
 * blocks almost any read can be explained, and a pass means little.
 *
 * Kinds: `stale` returns a value that was overwritten before the read; `lost` makes every later
 * read of a block miss an acknowledged write; `resurrected` returns a value after its delete.
 */
import { type History, type Judgement, kinds, pick } from "./history.ts";

export const plantKinds = ["stale", "lost", "resurrected"] as const;
export type PlantKind = (typeof plantKinds)[number];

export interface PowerReport {
	readonly planted: number;
	readonly caught: number;
	readonly byKind: Readonly<Record<PlantKind, { planted: number; caught: number }>>;
}

const plantsPerKind = 30;
/** Blocks with a longer history are not planted into: judging them again would cost too much. */
const operationsMax = 4000;

export function plantViolations(
	history: History,
	seed: number,
	judge: (planted: History) => Judgement,
): PowerReport {
	const blocks = groupByBlock(history).filter((indices) => indices.length <= operationsMax);
	const random = makeRandom(seed);
	const byKind = {
		stale: { planted: 0, caught: 0 },
		lost: { planted: 0, caught: 0 },
		resurrected: { planted: 0, caught: 0 },
	};
	for (const kind of plantKinds) {
		for (
			let attempt = 0;
			attempt < plantsPerKind * 4 && byKind[kind].planted < plantsPerKind;
			attempt++
		) {
			const indices = blocks[random(blocks.length)];
			const planted = indices && plant(pick(history, indices), kind, random);
			if (!planted) continue;
			byKind[kind].planted++;
			if (judge(planted).kind === "violation") byKind[kind].caught++;
		}
	}
	const counts = Object.values(byKind);
	return {
		planted: counts.reduce((sum, one) => sum + one.planted, 0),
		caught: counts.reduce((sum, one) => sum + one.caught, 0),
		byKind,
	};
}

function groupByBlock(history: History): number[][] {
	const groups: number[][] = Array.from({ length: history.initial.length }, () => []);
	for (let index = 0; index < history.length; index++) {
		groups[history.block[index] as number]?.push(index);
	}
	return groups.filter((indices) => indices.length > 1);
}

/** One block's history with one violation in it, or undefined where this kind does not fit. */
function plant(
	history: History,
	kind: PlantKind,
	random: (bound: number) => number,
): History | undefined {
	const { length, start, end, kind: kindOf } = history;
	const changeKind = kind === "resurrected" ? kinds.delete : kinds.write;
	const changes = [...Array(length).keys()].filter(
		(index) => kindOf[index] === changeKind && Number.isFinite(end[index] as number),
	);
	const change = changes[random(Math.max(changes.length, 1))];
	if (change === undefined) return undefined;
	const older = valueBefore(history, change);
	if (older === undefined) return undefined;
	const value = history.value.slice();
	const made = value[change] as number;
	const later = [...Array(length).keys()].filter(
		(index) =>
			kindOf[index] === kinds.read &&
			(start[index] as number) > (end[change] as number) &&
			value[index] === made,
	);
	const hit = kind === "lost" ? later : later.slice(0, 1);
	if (hit.length === 0) return undefined;
	for (const index of hit) value[index] = older;
	return { ...history, value };
}

/** A value that some change had put there before this change began, other than what it makes. */
function valueBefore(history: History, change: number): number | undefined {
	const { kind, start, end, value } = history;
	let latest = history.initial[history.block[change] as number] as number;
	let latestEnd = -Infinity;
	for (let index = 0; index < history.length; index++) {
		if (kind[index] === kinds.read || index === change) continue;
		const ended = end[index] as number;
		if (ended < (start[change] as number) && ended > latestEnd) {
			latestEnd = ended;
			latest = value[index] as number;
		}
	}
	return latest === value[change] ? undefined : latest;
}

/** xorshift32, so that the share is the same again from the same seed. */
function makeRandom(seed: number): (bound: number) => number {
	let state = seed | 1;
	return (bound) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % Math.max(bound, 1);
	};
}
