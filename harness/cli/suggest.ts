/** "Did you mean": the nearest known word, if it is near enough to have been meant. Pure. */

export function suggest(word: string, known: Iterable<string>): string | undefined {
	let best: { word: string; distance: number } | undefined;
	for (const candidate of known) {
		const distance = nearness(word.toLowerCase(), candidate.toLowerCase());
		if (best === undefined || distance < best.distance) best = { word: candidate, distance };
	}
	const limit = Math.max(2, Math.floor(word.length / 2));
	return best !== undefined && best.distance <= limit ? best.word : undefined;
}

/** "; did you mean X?", or what to do instead. */
export function didYouMean(word: string, known: Iterable<string>, otherwise: string): string {
	const nearest = suggest(word, known);
	return nearest === undefined ? `; ${otherwise}.` : `; did you mean ${nearest}?`;
}

/** A part of the other word is near, too: `read-after-write` means `data.read-after-write`. */
function nearness(word: string, candidate: string): number {
	const isPart = word.length >= 3 && (candidate.includes(word) || candidate.startsWith(word));
	return Math.min(isPart ? 1 : Number.POSITIVE_INFINITY, editDistance(word, candidate));
}

/** Levenshtein's, with swapped neighbours as one step (restricted Damerau). */
export function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const cost = a[i - 1] === b[j - 1] ? 0 : 1;
			const steps = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost];
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				steps.push((beforeLast[j - 2] ?? 0) + 1);
			}
			row.push(Math.min(...steps));
		}
		beforeLast = last;
		last = row;
	}
	return last[b.length] ?? 0;
}
