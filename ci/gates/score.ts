/** How well a detector's changes fit the known ones. */

/** A change is found by a point at most so far from it. */
export const tolerance = 5;

/** Counts add up over series, so that a change-free one counts by what was found in it. */
export interface Score {
	readonly hits: number;
	readonly found: number;
	readonly known: number;
	/** Of all series together. */
	readonly f1: number;
	/** Mean of each series' F1, its first point known and found (van den Burg, Williams 2020). */
	readonly seriesF1: number;
}

/** Each known change is hit once at most, each found one hits one at most. */
export function hitsOf(found: readonly number[], known: readonly number[]): number {
	const open = new Set(found);
	let hits = 0;
	for (const change of known) {
		const [nearest] = [...open].sort((a, b) => Math.abs(a - change) - Math.abs(b - change));
		if (nearest === undefined || Math.abs(nearest - change) > tolerance) continue;
		open.delete(nearest);
		hits++;
	}
	return hits;
}

export function scoreOf(
	found: readonly (readonly number[])[],
	known: readonly (readonly number[])[],
): Score {
	let hits = 0;
	let sum = 0;
	known.forEach((changes, at) => {
		const points = found[at] ?? [];
		const hit = hitsOf(points, changes);
		hits += hit;
		sum += f1(hit + 1, points.length + 1, changes.length + 1);
	});
	const total = (lists: readonly (readonly number[])[]) =>
		lists.reduce((all, list) => all + list.length, 0);
	const [foundAll, knownAll] = [total(found), total(known)];
	return {
		hits,
		found: foundAll,
		known: knownAll,
		f1: f1(hits, foundAll, knownAll),
		seriesF1: known.length === 0 ? Number.NaN : sum / known.length,
	};
}

/**
 * F1 of one series that several people marked (van den Burg, Williams 2020): precision against what
 * any of them marked, recall averaged over them; the first point is a change to all and is found.
 */
export function annotatedF1(
	found: readonly number[],
	annotators: readonly (readonly number[])[],
): number {
	const own = withStart(found);
	const share = (known: readonly number[], of: readonly number[]) => hitsOf(own, known) / of.length;
	const precision = share(withStart(annotators.flat()), own);
	const marked = annotators.map(withStart);
	const recall = marked.reduce((sum, known) => sum + share(known, known), 0) / marked.length;
	return (2 * precision * recall) / (precision + recall);
}

function withStart(points: readonly number[]): number[] {
	return [...new Set([0, ...points])].sort((a, b) => a - b);
}

function f1(hits: number, found: number, known: number): number {
	return found + known === 0 ? Number.NaN : (2 * hits) / (found + known);
}

export function scoreText(name: string, score: Score): string {
	const { hits, found, known, seriesF1 } = score;
	return `${name}: F1 ${score.f1.toFixed(3)} (${hits} hits, ${found} found, ${known} true); mean F1 of a series ${seriesF1.toFixed(3)}`;
}
