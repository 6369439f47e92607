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

/** Seconds of each call. The best one is the code's, what is above it is the machine's. */
export function timeEach(times: number, call: () => void): number[] {
	return Array.from({ length: times }, () => {
		const started = performance.now();
		call();
		return (performance.now() - started) / 1000;
	});
}

export function millions(perSecond: number): string {
	return `${(perSecond / 1e6).toFixed(2)} M/s`;
}
