/** False alarms, delay and F1 of `assay trend`'s change points, on series whose truth is known. */
import { seededRandom } from "../../results/compare/random.ts";
import { changePoints, turnsOf } from "../../results/trend/index.ts";
import { annotatedBoard, annotatedSeries } from "./annotated.ts";
import { counted } from "./interval.ts";
import { askOtava } from "./otava.ts";
import { hitsOf, type Score, scoreOf, scoreText } from "./score.ts";
import type { Bar } from "./simulated.ts";
import {
	drawHistory,
	drawSlides,
	type LabelledSeries,
	makeSeries,
	noiseKinds,
} from "./trend-series.ts";

export const lengths = [30, 100, 300] as const;
/** Of short series more: they cost less, and 300 of them are right to 2.5 percent points only. */
const repeats = { 30: 10, 100: 3, 300: 1 } as const;
const step = 0.95;
const delay = 5;

export interface TrendBench {
	readonly lines: readonly string[];
	readonly bars: readonly Bar[];
}

export interface TrendRequest {
	/** Series for each kind of noise of 300 points; of 100 three times, of 30 ten times as many. */
	readonly cell: number;
	/** Series of the scoreboard. */
	readonly histories: number;
	readonly seed: number;
	/** A Python that has Apache Otava; absent: no comparison with it. */
	readonly otava: string | undefined;
}

export function benchTrends({ cell, histories, seed, otava }: TrendRequest): TrendBench {
	const board = boards(histories, seed, otava);
	if (cell === 0) return board;
	const alarms = noiseKinds.flatMap((kind) =>
		lengths.map((points) => {
			const count = cell * repeats[points];
			const hits = times(count, (at) => {
				const { values } = makeSeries(kind, points, seededRandom(seed, at * 1000 + points));
				return changePoints(values).changes.length > 0;
			});
			const text = `change-free, ${kind}, ${points} points: flagged ${counted(hits, count)}`;
			return { text, met: hits / count <= 0.05 };
		}),
	);
	const steps = lengths.flatMap((points) => [
		findStep(points, points - delay, cell * repeats[points], seed),
		findStep(points, points / 2, cell * repeats[points], seed),
	]);
	return {
		lines: [...[...alarms, ...steps].map(({ text }) => text), ...board.lines],
		bars: [
			{
				text: `change-free series flagged: at most 5 % in each of ${alarms.length} cells`,
				met: alarms.every(({ met }) => met),
			},
			...steps.filter(({ isBar }) => isBar).map(({ text, met }) => ({ text, met })),
			...board.bars,
		],
	};
}

/**
 * The bar is that the step's place is right to 5 points. How often it is seen as early as 5 points
 * after it is a figure: with known noise and no autocorrelation at all, the best test of this level
 * would find 97 % there at 100 points and 93 % at 30, and this one learns both from the points.
 */
function findStep(points: number, place: number, count: number, seed: number) {
	const hits = times(count, (at) => {
		const random = seededRandom(seed, 7_000_000 + at * 1000 + points);
		const { values, changes } = makeSeries("iid", points, random, new Map([[place, step]]));
		return hitsOf(turnsOf(changePoints(values).changes, points), changes) === 1;
	});
	const text = `a 5 % step in 2 % noise, ${place} points before and ${points - place} after it: found within 5 points in ${counted(hits, count)}`;
	return {
		text,
		met: hits / count >= 0.95,
		isBar: place === points / 2,
	};
}

function times(count: number, isHit: (at: number) => boolean): number {
	return Array.from({ length: count }, (_, at) => isHit(at)).filter(Boolean).length;
}

function boards(histories: number, seed: number, otava: string | undefined): TrendBench {
	if (histories === 0) return { lines: [], bars: [] };
	const drawn = Array.from({ length: histories }, (_, at) => drawHistory(seed, at));
	const slides = Array.from({ length: histories }, (_, at) => drawSlides(seed, at));
	const annotated = annotatedSeries();
	const answer =
		otava === undefined ? undefined : askOtava(otava, [...drawn, ...slides, ...annotated]);
	const suite = answer?.suite ?? [];
	const all = [
		scoreboard("drawn", drawn, answer?.found.slice(0, histories)),
		scoreboard("drawn slides", slides, answer?.found.slice(histories, 2 * histories)),
		...(suite.length === 0
			? []
			: [
					scoreboard(
						"otava-test-data",
						suite,
						suite.map(({ found }) => found),
					),
				]),
		annotatedBoard(annotated, answer?.found.slice(2 * histories)),
	];
	const bars = all.flatMap((board) => board.bars);
	const version = answer === undefined ? [] : [`Otava is ${answer.version} at its defaults`];
	return { lines: [...all.flatMap(({ lines }) => lines), ...version], bars };
}

/** Doing nothing is an entrant: it is right about every change-free series. */
export function scoreboard(
	name: string,
	series: readonly LabelledSeries[],
	otava: readonly (readonly number[])[] | undefined,
): TrendBench {
	const known = series.map(({ changes }) => changes);
	const ours = series.map(({ values }) => turnsOf(changePoints(values).changes, values.length));
	const text = (who: string, score: Score) =>
		scoreText(`${series.length} series, ${name}: ${who}`, score);
	const own = scoreOf(ours, known);
	const first = text("assay trend", own);
	const nothing = series.map(() => []);
	const last = text("do nothing", scoreOf(nothing, known));
	if (otava === undefined) return { lines: [first, last], bars: [] };
	const other = scoreOf(otava, known);
	const bar = `F1 of ${own.f1.toFixed(3)} on ${name}, above Otava's ${other.f1.toFixed(3)}`;
	return {
		lines: [first, text("Otava", other), last],
		bars: [{ text: bar, met: own.f1 > other.f1 }],
	};
}
