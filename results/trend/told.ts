import { persistenceOf, spreadOf } from "./autocorrelation.ts";
import { type Found, movedBy } from "./divisive.ts";
import { inflationOf, shortPoints } from "./measure.ts";
import { medianOf } from "./median.ts";
import { bestSlide, residualsOfSlide } from "./slides.ts";
import { costOfOneStep, fitSteps } from "./steps.ts";

/** The step fit agrees when it has a step so near. */
const agreement = 5;
/** A slide has a begin, an end and a height; a step has a place and a height. */
const ofSlide = 3;
const ofStep = 2;

export interface ToldChange extends Found {
	/** The step fit, which draws nothing and knows nothing of the test, has it as well. */
	readonly confirmed: boolean;
}

/** The changes of a window: which of them are one slide, and which of them a fit has as well. */
export function told(values: Float64Array, found: readonly Found[]): ToldChange[] {
	const changes = withSlides(values, found);
	const [quietest] = [...changes].sort((a, b) => a.spread - b.spread);
	if (quietest === undefined) return [];
	let fitted: readonly number[] | undefined;
	return changes.map((each, at) => {
		if (each.until === undefined) {
			fitted ??= fitSteps(values, penaltyOf(values.length, quietest));
			return { ...each, confirmed: fitted.some((step) => Math.abs(step - each.at) <= agreement) };
		}
		const stretch = values.subarray(endOf(changes[at - 1]), changes[at + 1]?.at);
		return { ...each, confirmed: isSeenBySteps(stretch, each) };
	});
}

function endOf(change: Found | undefined): number {
	return change?.until ?? change?.at ?? 0;
}

/** As Schwarz' criterion has it for absolute deviations; longer memory counts as fewer points. */
function penaltyOf(count: number, { spread, persistence }: Pick<Found, "spread" | "persistence">) {
	return Math.log(count) * spread * Math.max(1, inflationOf(persistence));
}

/**
 * The step fit's answer about a slide: it takes a staircase for it, or explains less, or at a
 * higher price, with a step or none.
 */
function isSeenBySteps(values: Float64Array, change: Found): boolean {
	const slide = bestSlide(values);
	if (slide === undefined) return false;
	const penalty = penaltyOf(values.length, change);
	const price = deviationOf(residualsOfSlide(values, slide)) + (ofSlide / ofStep) * penalty;
	// A staircase, or else as little as one step or none takes: the fit of all places can wait.
	return price < costOfOneStep(values, penalty) || fitSteps(values, penalty).length > 1;
}

/** Changes of one direction, one after the other, that one slide explains better. */
function withSlides(values: Float64Array, found: readonly Found[]): Found[] {
	let changes = [...found];
	for (let length = changes.length; length >= 1; length--) {
		for (let first = 0; first + length <= changes.length; first++) {
			const from = endOf(changes[first - 1]);
			const to = changes[first + length]?.at ?? values.length;
			const run = changes.slice(first, first + length).map((each) => movedBy(each, -from));
			const slide = slideFor(values.subarray(from, to), run);
			if (slide !== undefined) changes = changes.toSpliced(first, length, movedBy(slide, from));
		}
	}
	return changes;
}

/**
 * The slide instead of the run, where Schwarz' criterion prefers it. A single step gives way only
 * to twice what a third parameter costs, and never in so few points that a slide as short as it may
 * be can hardly be told from it; there the slide must fit no worse than a run of steps.
 */
function slideFor(values: Float64Array, run: readonly Found[]): Found | undefined {
	const [only, second] = run;
	const isOne = second === undefined;
	const isShort = values.length < shortPoints;
	if (isOne && (isShort || only?.until !== undefined)) return undefined;
	const slide = bestSlide(values);
	if (slide === undefined) return undefined;
	const levels = levelsOf(values, placesOf(run));
	const height = slide.after - slide.before;
	const isOneWay = levels.every((level, at) => (level - (levels[at - 1] ?? level)) * height >= 0);
	if (!isOneWay) return undefined;
	const bySlide = fitOf(residualsOfSlide(values, slide));
	const byRun = fitOf(residualsOfRun(values, run));
	// Nothing is left to explain: without noise a step is one, and so is a staircase.
	if (byRun.spread === 0) return undefined;
	const quieter = byRun.spread < bySlide.spread ? byRun : bySlide;
	const limit = 3 * Math.sqrt(Math.PI / 2) * quieter.spread;
	const variance = squaresOf(quieter.residuals, limit) / values.length;
	const gained =
		(squaresOf(byRun.residuals, limit) - squaresOf(bySlide.residuals, limit)) /
		(2 * variance * Math.max(1, inflationOf(quieter.persistence)));
	const free = run.reduce((sum, { until }) => sum + (until === undefined ? ofStep : ofSlide), 0);
	const asked = isOne ? 3 : ofSlide - free;
	if (gained < (isShort ? 0 : (asked / 2) * Math.log(values.length))) return undefined;
	const { spread, persistence } = quieter;
	const pValue = Math.min(...run.map((each) => each.pValue));
	return { at: slide.begin + 1, until: slide.end, pValue, spread, persistence };
}

function fitOf(residuals: Float64Array) {
	const { length } = residuals;
	const spread = spreadOf(residuals);
	const whole = { at: length, until: length, between: 0 };
	return { residuals, spread, persistence: persistenceOf(residuals, whole, spread) };
}

/** Where a level ends: before a step, and on either side of a slide. */
function placesOf(run: readonly Found[]): number[] {
	return run.flatMap(({ at, until }) => (until === undefined ? [at] : [at, until]));
}

function levelsOf(values: Float64Array, places: readonly number[]): number[] {
	const edges = [0, ...places, values.length];
	return edges.slice(1).map((to, at) => medianOf(values.subarray(edges[at], to)));
}

function residualsOfSteps(values: Float64Array, places: readonly number[]): Float64Array {
	const levels = levelsOf(values, places);
	let piece = 0;
	return values.map((value, at) => {
		if (at === places[piece]) piece++;
		return value - (levels[piece] ?? 0);
	});
}

/** About the medians of the levels, and about straight ways between them where it has slides. */
function residualsOfRun(values: Float64Array, run: readonly Found[]): Float64Array {
	const residuals = residualsOfSteps(values, placesOf(run));
	for (const { at, until } of run) {
		if (until === undefined) continue;
		const low = at - 1;
		const before = (values[low] ?? 0) - (residuals[low] ?? 0);
		const after = (values[until] ?? 0) - (residuals[until] ?? 0);
		for (let place = at; place < until; place++) {
			const way = (place - low) / (until - low);
			residuals[place] = (values[place] ?? 0) - before - way * (after - before);
		}
	}
	return residuals;
}

function deviationOf(residuals: Float64Array): number {
	return residuals.reduce((sum, residual) => sum + Math.abs(residual), 0);
}

/** Outliers count as if they were at the limit. */
function squaresOf(residuals: Float64Array, limit: number): number {
	return residuals.reduce((sum, each) => sum + Math.min(limit, Math.abs(each)) ** 2, 0);
}
