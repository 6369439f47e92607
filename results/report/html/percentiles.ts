import { scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { type Distribution, quantileNs } from "../exports/distribution.ts";
import { formatNs } from "../format.ts";
import { distributionOfWorkload } from "../latency-shape.ts";
import { type Axis, bottomOf, box, frame, legend, seriesClass, titledPath } from "./frame.ts";
import { figure, missing, numberTable } from "./markup.ts";
import type { Measured } from "./measured.ts";

const height = 240;
const powersMost = 10;
/** Steps of a curve for each tenth part of the rest. */
const stepsPerDecade = 8;
const nines = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %", "99.99999 %"];

interface Curve {
	readonly engine: string;
	readonly distribution: Distribution;
	readonly points: readonly (readonly [rest: number, ns: number])[];
}

/** As HdrHistogram plots it: x is 1/(1-q) on a logarithmic axis, as far as a sample lies beyond. */
export function percentileFigure(own: readonly Measured[]): string {
	const curves = own.flatMap(({ engine, workload }): Curve[] => {
		const distribution = distributionOfWorkload(workload);
		return distribution === undefined
			? []
			: [{ engine, distribution, points: steps(distribution) }];
	});
	if (curves.length === 0) return missing("No latency histogram is in the record.");
	const rests = curves.flatMap(({ points }) => points.map(([rest]) => rest));
	const atX = scaleLog()
		.domain([1, Math.max(10, ...rests)])
		.range([box.left, box.right]);
	const last = atX.domain()[1] ?? 1;
	const x: Axis = {
		at: atX,
		ticks: nines.map((text, at) => [10 ** at, text] as const).filter(([rest]) => rest <= last),
		label: "share of operations that were at least as fast",
	};
	const y = latencyAxis(curves.flatMap(({ points }) => points.map(([, ns]) => ns)));
	const path = line<readonly [number, number]>()
		.x(([rest]) => atX(rest))
		.y(([, ns]) => y.at(ns))
		.digits(1);
	const layers = curves.map(({ engine, points }, index) =>
		titledPath(`line ${seriesClass(index)}`, path(points) ?? "", engine),
	);
	const chart = frame("Latency by percentile", height, x, y, layers);
	const names = curves.map(({ engine }) => engine);
	return figure("Latency by percentile", chart + legend(names), behind(curves));
}

function latencyAxis(values: readonly number[]): Axis {
	const at = scaleLog()
		.domain([Math.min(...values) / 1.15, Math.max(...values) * 1.15])
		.range([bottomOf(height), box.top]);
	const all = at.ticks(10);
	const powers = all.filter((value) => Number.isInteger(Math.log10(value)));
	const few = all.filter((value) => /^[125]/.test(value.toPrecision(1)));
	const every = Math.ceil(powers.length / powersMost);
	const sparse = powers.filter((_, index) => index % every === 0);
	const ticks = powers.length > 4 ? sparse : few.length > 1 ? few : all;
	return { at, ticks: ticks.map((value) => [value, formatNs(value)] as const) };
}

/** From the first sample on; a curve of zeros would have no place on a logarithmic axis. */
function steps(distribution: Distribution): [number, number][] {
	const last = Math.floor(Math.log10(Math.max(1, distribution.count)) * stepsPerDecade);
	return Array.from({ length: last + 1 }, (_, step) => {
		const rest = 10 ** (step / stepsPerDecade);
		return [rest, Math.max(1, quantileNs(distribution, 1 - 1 / rest))];
	});
}

const quantiles = [0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 0.99999, 0.999999] as const;

function behind(curves: readonly Curve[]): string {
	const most = Math.max(...curves.map(({ distribution }) => distribution.count));
	const rows = quantiles
		.filter((quantile) => most * (1 - quantile) >= 1)
		.map((quantile) => [
			`${Number((quantile * 100).toPrecision(8))} %`,
			...curves.map(({ distribution }) =>
				// No sample lies beyond: there is no such percentile, and its curve ends before it.
				distribution.count * (1 - quantile) < 1
					? "-"
					: formatNs(quantileNs(distribution, quantile)),
			),
		]);
	const sums = [
		["largest", ...curves.map(({ distribution }) => formatNs(distribution.max))],
		["operations", ...curves.map(({ distribution }) => String(distribution.count))],
	];
	const heads = ["percentile", ...curves.map(({ engine }) => engine)];
	return numberTable("latency by percentile", heads, [...rows, ...sums]);
}
