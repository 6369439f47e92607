import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { type ChangePoint, turnsOf } from "../../trend/index.ts";
import { formatNs, formatRate } from "../format.ts";
import { type Axis, bottomOf, box, frame, round } from "./frame.ts";
import { markers } from "./over-time.ts";

const height = 200;

export interface SeriesName {
	readonly engine: string;
	readonly workload: string;
	readonly metric: string;
	readonly host: string;
	readonly setting: string;
}

export interface TrendPoint {
	readonly runId: string;
	readonly at: number;
	readonly version: string;
	readonly value: number;
}

export const trendCaption =
	"By run, the oldest first; upright lines: change points, dotted: medians between, and slides";

export function shown({ metric }: SeriesName, value: number): string {
	return metric === "iops" ? formatRate(value) : formatNs(value);
}

/** Before the run or the version that it came with. */
export function changeWord({ until }: ChangePoint): string {
	return until === undefined ? "with" : "in a slide from";
}

function endOf(change: ChangePoint | undefined): number {
	return change?.until ?? change?.at ?? 0;
}

/** Values by run with change points and the medians between them, without a caption. */
export function trendChart(
	name: SeriesName,
	points: readonly TrendPoint[],
	changes: readonly ChangePoint[],
): string {
	const atX = scaleLinear()
		.domain([0.5, points.length + 0.5])
		.range([box.left, box.right]);
	const most = points.reduce((high, { value }) => Math.max(high, value), 0);
	const atY = scaleLinear()
		.domain([0, most > 0 ? most * 1.08 : 1])
		.range([bottomOf(height), box.top]);
	const ticks = atX.ticks(10).filter(Number.isInteger);
	const x: Axis = { at: atX, ticks: ticks.map((at) => [at, String(at)]), label: "run" };
	const y: Axis = {
		at: atY,
		ticks: atY.ticks(5).map((value) => [value, value === 0 ? "0" : shown(name, value)]),
	};
	const path = line<TrendPoint>(
		(_, index) => atX(index + 1),
		({ value }) => atY(value),
	).digits(1);
	const edgeAt = (place: number) => round(atX(place + 0.5));
	const levels = changes.map(({ at, until, before, after }, index) => {
		const from = edgeAt(endOf(changes[index - 1]));
		const slide = until === undefined ? "" : `L${edgeAt(until)} ${round(atY(after))}`;
		return `M${from} ${round(atY(before))}H${edgeAt(at)}${slide}`;
	});
	const last = changes.at(-1);
	if (last !== undefined) {
		levels.push(`M${edgeAt(endOf(last))} ${round(atY(last.after))}H${edgeAt(points.length)}`);
	}
	// A dot is a line of no length with round ends: one path, however many there are.
	const dots = points.map(({ value }, index) => `M${round(atX(index + 1))} ${round(atY(value))}h0`);
	const layers = [
		markers(
			turnsOf(changes, points.length).map((at) => at + 0.5),
			x,
			height,
			`${changes.length} change points`,
		),
		`<path class="line s0" d="${path(points) ?? ""}"/>`,
		`<path class="average" d="${levels.join("")}"/>`,
		`<path class="dots s0" d="${dots.join("")}"/>`,
	];
	return frame("Trend", height, x, y, layers);
}
