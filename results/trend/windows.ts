import { divide, type Found } from "./divisive.ts";
import { segmentMin } from "./energy.ts";
import { fitSteps } from "./steps.ts";

/** A series is looked at in windows of so many points, each half over the one before it. */
export const windowPoints = 300;
const stride = windowPoints / 2;
/** Two windows that see one change place it so far apart at most. */
const sameChange = 15;
/** The step fit agrees when it has a step so near. */
const agreement = 5;

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
	const found = window.found.map((each) => ({ ...each, at: each.at + by }));
	return { ...window, from, to: window.to + by, found };
}

export function lookAt(values: Float64Array, from: number, to: number, seed: number): Window {
	const within = values.subarray(from, to);
	const found = divide(within, seed);
	const steps = found.length === 0 ? [] : fitSteps(within, penaltyOf(within.length, found));
	const confirmed = (at: number) => steps.some((step) => Math.abs(step - at) <= agreement);
	return {
		from,
		to,
		checksum: checksumOf(within, seed),
		found: found.map((each) => ({
			...each,
			at: from + each.at,
			confirmed: confirmed(each.at),
		})),
	};
}

/** As Schwarz' criterion has it for absolute deviations; longer memory counts as fewer points. */
function penaltyOf(count: number, found: readonly Found[]): number {
	const [first] = [...found].sort((a, b) => a.spread - b.spread);
	if (first === undefined) return 0;
	const inflation = (1 + first.persistence) / (1 - first.persistence);
	return Math.log(count) * first.spread * Math.max(1, inflation);
}

/**
 * One list of changes. A window sees best what lies in its middle: there its word counts before
 * that of a neighbour, who may place the same change a few points off.
 */
export function joined(windows: readonly Window[], count: number): WindowFound[] {
	const seen = windows.flatMap(({ from, found }) => {
		const low = from === 0 ? 0 : from + stride / 2;
		const high = from + windowPoints - stride / 2;
		const isLast = count <= from + windowPoints;
		const own = (at: number) => at >= low && (at < high || isLast);
		return found.map((each) => ({ each, from, isOwn: own(each.at) }));
	});
	seen.sort(
		(a, b) =>
			Number(b.isOwn) - Number(a.isOwn) || a.each.pValue - b.each.pValue || a.each.at - b.each.at,
	);
	const kept: typeof seen = [];
	for (const one of seen) {
		const isKnown = kept.some(({ each, from }) => {
			const distance = Math.abs(each.at - one.each.at);
			return distance < segmentMin || (from !== one.from && distance <= sameChange);
		});
		if (!isKnown) kept.push(one);
	}
	return kept.map(({ each }) => each).sort((a, b) => a.at - b.at);
}

/** Raised when other changes may be found in the same points: windows that were kept are void. */
const method = 1;

/** Two FNV-1a over the bytes of the numbers, from the seed and the method on: 52 bits. */
export function checksumOf(values: Float64Array, seed: number): number {
	let low = (0x811c9dc5 ^ seed) >>> 0;
	let high = (0x01000193 ^ method) >>> 0;
	for (const byte of new Uint8Array(values.slice().buffer)) {
		low = Math.imul(low ^ byte, 0x01000193) >>> 0;
		high = Math.imul(high ^ byte, 0x01000193) >>> 0;
	}
	return (high % 2 ** 20) * 2 ** 32 + low;
}
