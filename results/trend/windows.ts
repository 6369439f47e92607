import { divide, type Found, movedBy } from "./divisive.ts";

import { told } from "./told.ts";

/** A series is looked at in windows of so many points, each half over the one before it. */
export const windowPoints = 300;
const stride = windowPoints / 2;
/** Two windows that see one change place it so far apart at most. */
const sameChange = 15;

/** What a window found; its points count from the start of the series. */
export interface Window {
	readonly from: number;
	readonly to: number;
	/** Of its values, the seed and the method: a kept window counts for the same ones, anywhere. */
	readonly checksum: number;
	readonly found: readonly WindowFound[];
}

export interface WindowFound extends Found {
	/** The step fit, which draws nothing and knows nothing of the test, has a step here as well. */
	readonly confirmed: boolean;
}

/** Where to begin a series that is cut, so that its windows stay the same as points come. */
export function wholeWindowsFrom(first: number): number {
	return Math.max(0, Math.floor(first / stride) * stride);
}

/** The last window is the one that grows; it starts where half of a window is behind. */
export function windowsOf(count: number): { from: number; to: number }[] {
	const windows = [{ from: 0, to: Math.min(count, windowPoints) }];
	for (let from = stride; count - from > stride; from += stride) {
		windows.push({ from, to: Math.min(count, from + windowPoints) });
	}
	return windows;
}

/** The same windows, counted from another start of the series. */
export function movedTo(window: Window, from: number): Window {
	const by = from - window.from;
	const found = window.found.map((each) => movedBy(each, by));
	return { ...window, from, to: window.to + by, found };
}

export function lookAt(values: Float64Array, from: number, to: number, seed: number): Window {
	const within = values.subarray(from, to);
	const found = told(within, divide(within, seed)).map((each) => movedBy(each, from));
	return { from, to, checksum: checksumOf(within, seed), found };
}

/**
 * One list of changes. A window sees best what lies in its middle: there its word counts before
 * that of a neighbour, who may place the same change a few points off.
 */
export function joined(windows: readonly Window[], count: number): WindowFound[] {
	const seen = windows.flatMap(({ from, to, found }) => {
		const low = from === 0 ? 0 : from + stride / 2;
		const high = from + windowPoints - stride / 2;
		const isLast = count <= from + windowPoints;
		return found.map((each): Seen => {
			const middle = (each.at + (each.until ?? each.at)) / 2;
			const isOwn = middle >= low && (middle < high || isLast);
			return { each, from, to, isOwn };
		});
	});
	seen.sort(
		(a, b) =>
			Number(b.isOwn) - Number(a.isOwn) || a.each.pValue - b.each.pValue || a.each.at - b.each.at,
	);
	const kept: Seen[] = [];
	for (const one of seen) {
		const known = kept.findIndex((other) => one.from !== other.from && isSame(one, other));
		const other = kept[known];
		if (other === undefined) kept.push(one);
		else kept[known] = extended(other, one);
	}
	return kept.map(({ each }) => each).sort((a, b) => a.at - b.at);
}

interface Seen {
	readonly each: WindowFound;
	/** Of its window; of both, where two were joined. */
	readonly from: number;
	readonly to: number;
	readonly isOwn: boolean;
}

function isSame({ each: one }: Seen, { each: other }: Seen): boolean {
	const apart = Math.max(one.at, other.at) - Math.min(one.until ?? one.at, other.until ?? other.at);
	return apart <= sameChange;
}

/** A slide that reached to the edge of its window goes on in the next one. */
function extended(known: Seen, { each, from, to }: Seen): Seen {
	const { at, until } = known.each;
	if (until === undefined || each.until === undefined) return known;
	const isEarlier = at - known.from <= sameChange && each.at < at;
	const isLater = known.to - until <= sameChange && each.until > until;
	return {
		...known,
		each: {
			...known.each,
			at: isEarlier ? each.at : at,
			until: isLater ? each.until : until,
		},
		from: isEarlier ? from : known.from,
		to: isLater ? to : known.to,
	};
}

/** Raised when other changes may be found in the same points: windows that were kept are void. */
const method = 2;

/** Two multiplicative hashes of the numbers' halves, from the seed and the method on: 52 bits. */
export function checksumOf(values: Float64Array, seed: number): number {
	let low = 0x811c9dc5 ^ seed;
	let high = 0x01000193 ^ method;
	const words = new Uint32Array(values.slice().buffer);
	for (let at = 0; at < words.length; at++) {
		const word = words[at] ?? 0;
		low = Math.imul(low ^ word, 0x9e3779b1);
		low ^= low >>> 15;
		high = Math.imul(high + word, 0x85ebca6b);
		high ^= high >>> 13;
	}
	return ((high >>> 0) % 2 ** 20) * 2 ** 32 + (low >>> 0);
}
