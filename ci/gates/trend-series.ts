/** Series with known changes for the scoreboard of `bench:gates`: nothing of them is measured. */
import { type Random, seededRandom } from "../../results/compare/random.ts";

export interface LabelledSeries {
	readonly values: readonly number[];
	/** First points after its changes; none: change-free. */
	readonly changes: readonly number[];
}

/** As the issue names them. */
export const noiseKinds = ["iid", "log-normal, outliers", "AR(1) 0.3", "AR(1) 0.6"] as const;
export type NoiseKind = (typeof noiseKinds)[number];

const noise = 0.02;
const level = 100_000;
const outlierChance = 0.05;
const outlierMost = 0.3;

const memory: Readonly<Record<NoiseKind, number>> = {
	iid: 0,
	"log-normal, outliers": 0,
	"AR(1) 0.3": 0.3,
	"AR(1) 0.6": 0.6,
};

/**
 * So many values with noise of 2 %; `factors[at]` holds from point `at` on. Outliers: one point in
 * twenty is up to 30 % too high.
 */
export function makeSeries(
	kind: NoiseKind,
	count: number,
	random: Random,
	factors: ReadonlyMap<number, number> = new Map(),
): LabelledSeries {
	const kept = memory[kind];
	let deviation = random.normal();
	let factor = 1;
	const values = Array.from({ length: count }, (_, at) => {
		factor *= factors.get(at) ?? 1;
		if (at > 0) deviation = kept * deviation + Math.sqrt(1 - kept ** 2) * random.normal();
		const isOutlier = kind === "log-normal, outliers" && random.next() < outlierChance;
		const outlier = isOutlier ? outlierMost * random.next() : 0;
		const value = factor * (1 + noise * deviation);
		return level * (kind === "iid" ? value : factor * Math.exp(noise * deviation + outlier));
	});
	return { values, changes: [...factors.keys()].sort((a, b) => a - b) };
}

/**
 * A history as a fleet has them: 60 to 300 points of any kind of noise, none to three steps of 3 to
 * 10 % up or down, at least 20 points from each other and from the ends. A third has none.
 */
export function drawHistory(seed: number, at: number): LabelledSeries {
	const random = seededRandom(seed, 5_000 + at);
	const kind = noiseKinds[at % noiseKinds.length] ?? "iid";
	const count = 60 + random.below(241);
	const factors = new Map<number, number>();
	const wanted = random.next() < 1 / 3 ? 0 : 1 + random.below(3);
	for (let tries = 0; tries < 20 && factors.size < wanted; tries++) {
		const place = 20 + random.below(count - 40);
		if ([...factors.keys()].some((other) => Math.abs(other - place) < 20)) continue;
		const share = 0.03 + 0.07 * random.next();
		factors.set(place, random.next() < 0.5 ? 1 - share : 1 + share);
	}
	return makeSeries(kind, count, random, factors);
}

const slideLeast = 15;
const slideMost = 75;

/**
 * As `drawHistory`, but none, one or two changes, each of them a step or, half of the time, a slide
 * over 15 to 74 points: its truth is where it begins and where it ends.
 */
export function drawSlides(seed: number, at: number): LabelledSeries {
	const random = seededRandom(seed, 15_000 + at);
	const kind = noiseKinds[at % noiseKinds.length] ?? "iid";
	const count = 60 + random.below(241);
	const values = [...makeSeries(kind, count, random).values];
	const spans: { begin: number; end: number }[] = [];
	const wanted = random.next() < 1 / 3 ? 0 : 1 + random.below(2);
	for (let tries = 0; tries < 40 && spans.length < wanted; tries++) {
		const isStep = random.next() < 0.5;
		const length = isStep ? 1 : slideLeast + random.below(slideMost - slideLeast);
		if (length > count - 41) continue;
		const begin = 20 + random.below(count - 40 - length);
		const end = begin + length;
		if (spans.some((other) => begin - 20 < other.end && other.begin - 20 < end)) continue;
		spans.push({ begin, end });
		const share = 0.03 + 0.07 * random.next();
		const factor = Math.log(random.next() < 0.5 ? 1 - share : 1 + share);
		for (let place = begin; place < count; place++) {
			const way = Math.min(1, (place + 1 - begin) / length);
			values[place] = (values[place] ?? 0) * Math.exp(way * factor);
		}
	}
	const turns = spans.flatMap(({ begin, end }) => (end === begin + 1 ? [begin] : [begin, end - 1]));
	return { values, changes: turns.sort((a, b) => a - b) };
}
