/**
 * Steady state as the SNIA Solid State Storage Performance Test Specification defines it. The
 * measurement window is the last 5 rounds; the state is steady when, over the window,
 *
 *   range   max - min of the rounds' values is at most 20 % of their average, and
 *   slope   the least-squares line through them rises or falls by at most 10 % of the average
 *           from the first round of the window to the last.
 *
 * Not covered: steps within a round, which a round's own time series shows; a cycle with a period
 * of exactly one round.
 */
export interface SteadyRule {
	readonly windowRounds: number;
	readonly rangeShareMax: number;
	readonly slopeShareMax: number;
}

export const sniaRule: SteadyRule = { windowRounds: 5, rangeShareMax: 0.2, slopeShareMax: 0.1 };

/** The rounds that end with `lastRound`; rounds count from 0. */
export interface SteadyWindow {
	readonly firstRound: number;
	readonly lastRound: number;
	readonly average: number;
	readonly rangeShare: number;
	/** Of the least-squares line over the window, with its sign. */
	readonly slopeShare: number;
	readonly isSteady: boolean;
}

/** Undefined while there are too few rounds. */
export function windowAt(
	values: readonly number[],
	lastRound: number,
	rule: SteadyRule = sniaRule,
): SteadyWindow | undefined {
	const firstRound = lastRound - rule.windowRounds + 1;
	if (firstRound < 0 || lastRound >= values.length) return undefined;
	const window = values.slice(firstRound, lastRound + 1);
	const average = window.reduce((sum, value) => sum + value, 0) / window.length;
	const middle = (window.length - 1) / 2;
	const spread = window.reduce((sum, _, round) => sum + (round - middle) ** 2, 0);
	const covariance = window.reduce((sum, value, round) => sum + (round - middle) * value, 0);
	const rise = spread === 0 ? 0 : (covariance / spread) * (window.length - 1);
	const rangeShare = (Math.max(...window) - Math.min(...window)) / average;
	const slopeShare = rise / average;
	// NaN, as of rounds in which nothing completed, is not steady.
	const isSteady = rangeShare <= rule.rangeShareMax && Math.abs(slopeShare) <= rule.slopeShareMax;
	return { firstRound, lastRound, average, rangeShare, slopeShare, isSteady };
}

/** A stretch of steady state; `leftRound` is the round with which it was over, if it was. */
export interface SteadyEpisode {
	/** Last round of the first window that was steady. */
	readonly enteredRound: number;
	readonly leftRound?: number;
}

/** When steady state was entered, and left again, over a whole run. */
export function steadyEpisodes(values: readonly number[]): SteadyEpisode[] {
	const episodes: SteadyEpisode[] = [];
	let enteredRound: number | undefined;
	for (let round = 0; round < values.length; round++) {
		const isSteady = windowAt(values, round)?.isSteady ?? false;
		if (isSteady && enteredRound === undefined) enteredRound = round;
		if (isSteady || enteredRound === undefined) continue;
		episodes.push({ enteredRound, leftRound: round });
		enteredRound = undefined;
	}
	if (enteredRound !== undefined) episodes.push({ enteredRound });
	return episodes;
}

/** One sentence for a person: rounds count from 1. */
export function steadyText(values: readonly number[]): string {
	const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
	const { windowRounds, rangeShareMax, slopeShareMax } = sniaRule;
	const last = windowAt(values, values.length - 1);
	const window =
		last === undefined
			? `only ${values.length} of ${windowRounds} rounds`
			: `over the last ${windowRounds} rounds: range ${percent(last.rangeShare)} of at most ${percent(rangeShareMax)}, slope ${percent(last.slopeShare)} of at most ${percent(slopeShareMax)}`;
	const episode = steadyEpisodes(values).at(-1);
	if (episode === undefined) {
		return `Steady state was not reached in ${values.length} rounds (${window}).`;
	}
	if (episode.leftRound !== undefined) {
		return `Steady state was reached in round ${episode.enteredRound + 1} and left in round ${episode.leftRound + 1} (${window}).`;
	}
	return `Steady state since round ${episode.enteredRound + 1} (${window}).`;
}
