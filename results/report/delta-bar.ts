interface Interval {
	readonly estimate?: number;
	readonly low?: number;
	readonly high?: number;
}

/** Cells on each side of the centre line, which stands for no change. */
const side = 7;
/** Changes beyond this are drawn at the edge: one wild metric would flatten all the others. */
const shareMost = 0.5;

/** The share that one side of all bars of a table stands for. */
export function intervalScale(intervals: readonly Interval[]): number {
	const ends = intervals.flatMap(({ estimate = 0, low = 0, high = 0 }) => [estimate, low, high]);
	const most = Math.max(0.01, ...ends.filter(Number.isFinite).map(Math.abs));
	return Math.min(shareMost, most);
}

/** Interval and estimate about a centre line: `   ---o-|--      `. Empty without an estimate. */
export function intervalBar({ estimate, low, high }: Interval, scale: number): string {
	if (estimate === undefined) return "";
	const at = (share: number) => {
		const cells = Math.min(side, Math.round((Math.abs(share) / scale) * side));
		return side + Math.sign(share) * cells;
	};
	const cells = new Array<string>(2 * side + 1).fill(" ");
	if (low !== undefined && high !== undefined) cells.fill("-", at(low), at(high) + 1);
	cells[side] = "|";
	cells[at(estimate)] = "o";
	return cells.join("");
}
