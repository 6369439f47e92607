/** One line of the table. What could not be measured says why, and is no pass. */
export interface Row {
	readonly what: string;
	readonly measured: string;
	readonly wanted: string;
	readonly verdict: "PASS" | "BELOW" | "could-not-run";
}

export function judged(what: string, measured: string, wanted: string, isGood: boolean): Row {
	return { what, measured, wanted, verdict: isGood ? "PASS" : "BELOW" };
}

/** Of so many calls the fastest one's seconds are the code's; what is above is the machine's. */
export function bestSeconds(times: number, call: () => void): number {
	let best = Number.POSITIVE_INFINITY;
	for (let made = 0; made < times; made++) {
		const started = performance.now();
		call();
		best = Math.min(best, (performance.now() - started) / 1000);
	}
	return best;
}

export function millions(perSecond: number): string {
	return `${(perSecond / 1e6).toFixed(2)} M/s`;
}
