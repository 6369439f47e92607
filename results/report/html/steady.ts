import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { z } from "zod";
import { formatRate } from "../format.ts";
import {
	type Axis,
	bottomOf,
	box,
	frame,
	legend,
	round,
	seriesClass,
	titledPath,
} from "./frame.ts";
import { figure, markup, missing, numberTable } from "./markup.ts";
import type { Measured } from "./measured.ts";
import { rateAxis } from "./over-time.ts";

const height = 170;

const rate = z.number().min(0).max(1e18);
/** More than any plan has: a series that long is not drawn. */
const roundsMost = 1000;
const round0 = z.number().int().min(0).max(100_000);
/** What harness/load leaves in the details of a workload in rounds. */
const roundsSchema = z.object({
	seriesOf: z.literal("round"),
	iopsSeries: z.array(rate).min(1).max(roundsMost),
	steady: z.object({
		isSteady: z.boolean(),
		text: z.string(),
		window: z.object({ firstRound: round0, lastRound: round0, average: rate }).optional(),
	}),
});
type Rounds = z.infer<typeof roundsSchema>;

/** IOPS of each round with the window that was judged; undefined: not measured in rounds. */
export function steadyFigure(own: readonly Measured[]): string | undefined {
	const series = own.flatMap(({ engine, workload: { details } }) => {
		const parsed = roundsSchema.safeParse(details);
		return parsed.success ? [{ engine, rounds: parsed.data }] : [];
	});
	if (series.length === 0) {
		const isOwed = own.some(({ workload: { details } }) => details?.seriesOf === "round");
		return isOwed ? missing("The record's rounds cannot be read.") : undefined;
	}
	const count = Math.max(...series.map(({ rounds }) => rounds.iopsSeries.length));
	const atX = scaleLinear()
		.domain([0.5, count + 0.5])
		.range([box.left, box.right]);
	const whole = atX.ticks(12).filter(Number.isInteger);
	const x: Axis = { at: atX, ticks: whole.map((at) => [at, String(at)]), label: "round" };
	const most = series.flatMap(({ rounds }) => rounds.iopsSeries);
	const y = rateAxis(
		most.reduce((high, value) => Math.max(high, value), 0),
		height,
	);
	const layers = series.map(({ engine, rounds }, index) => {
		const path = line<number>(
			(_, at) => atX(at + 1),
			(value) => y.at(value),
		).digits(1);
		const drawn = path(rounds.iopsSeries) ?? "";
		const curve = titledPath(`line ${seriesClass(index)}`, drawn, engine);
		return windowOf(engine, rounds, x, y) + curve;
	});
	const chart = frame("IOPS by round", height, x, y, layers);
	const texts = series.map(({ engine, rounds }) => markup`<p>${engine}: ${rounds.steady.text}</p>`);
	const names = series.map(({ engine }) => engine);
	const caption = "IOPS by round, with the steady-state window";
	return figure(caption, chart + legend(names), table(series, count)) + texts.join("");
}

/** Shaded where the rounds were judged, with their average. */
function windowOf(
	engine: string,
	{ steady: { window, isSteady } }: Rounds,
	x: Axis,
	y: Axis,
): string {
	if (window === undefined) return "";
	const { firstRound, lastRound, average } = window;
	const [left, right] = [round(x.at(firstRound + 0.5)), round(x.at(lastRound + 1.5))];
	const [top, bottom] = [box.top, bottomOf(height)];
	const what = `${engine}: ${isSteady ? "steady state" : "last window, not steady"}`;
	const kind = isSteady ? "window" : "window unsteady";
	const level = round(y.at(average));
	const area = titledPath(kind, `M${left} ${top}H${right}V${bottom}H${left}z`, what);
	return `${area}<path class="average" d="M${left} ${level}H${right}"/>`;
}

function table(
	series: readonly { readonly engine: string; readonly rounds: Rounds }[],
	count: number,
): string {
	const rows = Array.from({ length: Math.min(count, 500) }, (_, at) => [
		String(at + 1),
		...series.map(({ rounds }) => formatRate(rounds.iopsSeries[at])),
	]);
	const windows = series.map(({ rounds: { steady } }) => {
		const { window, isSteady } = steady;
		if (window === undefined) return "-";
		const rounds = `${window.firstRound + 1} to ${window.lastRound + 1}`;
		return isSteady ? rounds : `${rounds}, not steady`;
	});
	const heads = ["round", ...series.map(({ engine }) => engine)];
	return numberTable("IOPS by round", heads, [...rows, ["window", ...windows]]);
}
