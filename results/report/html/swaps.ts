import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { RunRecord, SwapResult, SwapTimeline } from "../../schema/index.ts";
import { formatCount, formatNs, formatRate } from "../format.ts";
import { named, type ReportCase } from "../pipelines/report-case.ts";
import { type Axis, box, frame, round, titledPath } from "./frame.ts";
import { figure, htmlTable, missing, numberTable } from "./markup.ts";
import { verdictCell } from "./matrix.ts";
import { markers, rateAxis, secondTicks } from "./over-time.ts";
import { plottable } from "./slots.ts";

const height = 150;
const handOversMost = 1000;
/** Of all drills together. */
const binsMost = 3000;

/** A table of all drills, then acknowledged writes over time around the hand-overs of each. */
export function swapBlocks(
	record: RunRecord,
	cases: readonly ReportCase[],
	idOf: (one: ReportCase) => string | undefined,
): string[] {
	const heads = ["drill", "verdict", "swaps", "writes", "lost", "wrong reads", "stall max"];
	const rows = cases.map((one) => {
		const { name, numbers = {} } = one;
		return [
			...[{ text: name }, verdictCell(one, idOf)],
			...[numbers.swaps, numbers.acknowledgedWrites, numbers.lostWrites, numbers.wrongReads].map(
				(value) => ({ text: formatCount(value), kind: "n" }),
			),
			{ text: formatNs(numbers.stallNsMax), kind: "n" },
		];
	});
	const drills = record.engines.flatMap(({ swaps }) => swaps);
	const drawn = drills.filter(({ timeline }) => isDrawable(timeline));
	const most = Math.max(30, Math.min(300, Math.floor(binsMost / Math.max(1, drawn.length))));
	const without = drills.length - drawn.length;
	return [
		htmlTable("hot swaps", heads, rows),
		...drawn.flatMap((drill) => (drill.timeline ? [swapFigure(drill, drill.timeline, most)] : [])),
		without === 0 ? "" : missing(`${without} of ${drills.length} drills have no time line.`),
	];
}

function isDrawable(timeline: SwapTimeline | undefined): boolean {
	if (timeline === undefined) return false;
	const { binMs, acknowledged, handOversMs } = timeline;
	const all = [...acknowledged, ...handOversMs];
	return acknowledged.length > 1 && binMs > 0 && [binMs, ...all].every(plottable);
}

function swapFigure(drill: SwapResult, timeline: SwapTimeline, most: number): string {
	const { binMs, rates } = merged(timeline, most);
	const endMs = rates.length * binMs;
	const atX = scaleLinear().domain([0, endMs]).range([box.left, box.right]);
	const x: Axis = { at: atX, ticks: secondTicks(atX), label: "seconds" };
	const y = rateAxis(Math.max(...rates), height);
	const path = line<number>(
		(_, bin) => atX(bin * binMs),
		(rate) => y.at(rate),
	);
	const last = rates.at(-1) ?? 0;
	const drawn = path.curve(curveStepAfter).digits(1)([...rates, last]) ?? "";
	const shown = timeline.handOversMs.filter((ms) => ms <= endMs).slice(0, handOversMost);
	const name = `${named(drill.id)} ${named(drill.from)} to ${named(drill.to)}`;
	const layers = [
		markers(shown, x, height, `${shown.length} hand-overs`),
		titledPath("line s0", drawn, name),
	];
	const caption = `Swaps: IOPS over time, acknowledged writes of ${name}; upright lines: hand-overs`;
	const rows = rates.map((rate, bin) => {
		const [from, to] = [bin * binMs, (bin + 1) * binMs];
		const count = timeline.handOversMs.filter((ms) => ms >= from && ms < to).length;
		return [(from / 1000).toFixed(3), formatRate(rate), count === 0 ? "" : String(count)];
	});
	const table = numberTable("writes over time", ["second", "writes/s", "hand-overs"], rows);
	return figure(caption, frame(caption, height, x, y, layers), table);
}

/** Bins as few as asked for; a last one that is cut short would look like a dip. */
function merged({ binMs, acknowledged }: SwapTimeline, most: number) {
	const each = Math.ceil(acknowledged.length / most);
	const count = Math.floor(acknowledged.length / each);
	const rates = Array.from({ length: count }, (_, bin) => {
		const own = acknowledged.slice(bin * each, (bin + 1) * each);
		const writes = own.reduce((sum, value) => sum + value, 0);
		return round((writes * 1000) / (binMs * each));
	});
	return { binMs: binMs * each, rates };
}
