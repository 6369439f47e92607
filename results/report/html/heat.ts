import { scaleLinear } from "d3-scale";
import { formatNs } from "../format.ts";
import { type Bands, bandNs, bandsOf, cellsOf, inBands } from "./cells.ts";
import { type Axis, bottomOf, box, frame, round } from "./frame.ts";
import { figure, missing, numberTable } from "./markup.ts";
import type { Measured } from "./measured.ts";
import { secondTicks } from "./over-time.ts";
import { plottable, type Slot, seconds, slotsOf } from "./slots.ts";

const height = 170;
/** Share of the operations of its time from which a cell is drawn in this strength. */
const levels = [0, 0.001, 0.01, 0.05, 0.15, 0.4] as const;

export const heatLegend =
	'<ul class="key heat"><li class="h0">any</li><li class="h1">0.1 %</li><li class="h2">1 %</li><li class="h3">5 %</li><li class="h4">15 %</li><li class="h5">40 % of the operations of that time, or more</li></ul>';

/** Latency over time: a column is a stretch of time, a row a band of latencies. */
export function heatFigure(
	{ engine, workload }: Measured,
	title: string,
	slotsMost: number,
	bandsMost: number,
): string {
	const slots = slotsOf(workload.intervals ?? [], slotsMost);
	const caption = `${title}: ${engine}`;
	if (slots.length < 2) return missing(`${caption}: no time series is in the record.`);
	const columns = slots.map(({ intervals }) => cellsOf(intervals));
	const there = columns.filter((cells) => cells !== undefined);
	const bands = bandsOf(there, bandsMost);
	if (bands === undefined) {
		return missing(`${caption}: the record has no latencies by interval; run again for them.`);
	}
	const gaps = columns.length - there.length;
	const note = gaps === 0 ? "" : missing(`${gaps} of ${columns.length} columns are missing.`);
	const rows = columns.map((cells) => (cells === undefined ? undefined : inBands(cells, bands)));
	const chart = draw(caption, slots, rows, bands, workload.durationMs);
	return figure(caption, chart, table(slots, rows, bands)) + note;
}

type Counts = readonly number[] | undefined;

function draw(
	title: string,
	slots: readonly Slot[],
	columns: readonly Counts[],
	bands: Bands,
	durationMs: number,
): string {
	const last = slots.at(-1)?.startMs ?? 0;
	const end = Math.max(
		plottable(durationMs) ? durationMs : 0,
		last + (slots[1]?.startMs ?? 1) - (slots[0]?.startMs ?? 0),
	);
	const at = scaleLinear().domain([0, end]).range([box.left, box.right]);
	const bottom = bottomOf(height);
	const rowHeight = height / bands.count;
	const y: Axis = {
		at: (band) => bottom - Number(band) * rowHeight,
		ticks: powersOf(bands, 6).map((band) => [band, formatNs(bandNs(bands, band))]),
	};
	const x: Axis = { at, ticks: secondTicks(at), label: "seconds" };
	const paths = levels.map(() => "");
	const edges = [...slots.map(({ startMs }) => round(at(startMs))), round(at(end))];
	for (let band = 0; band < bands.count; band++) {
		for (const { level, from, to } of runs(columns, band)) {
			const [left, right] = [edges[from] ?? 0, edges[to] ?? 0];
			const top = round(bottom - (band + 1) * rowHeight);
			const tall = round(bottom - band * rowHeight - top);
			paths[level] += `M${left} ${top}H${right}v${tall}H${left}z`;
		}
	}
	const layers = paths.map((d, level) => (d === "" ? "" : `<path class="h${level}" d="${d}"/>`));
	return frame(title, height, x, y, layers);
}

/** Neighbours in time of one strength are drawn as one. */
function runs(columns: readonly Counts[], band: number) {
	const found: { level: number; from: number; to: number }[] = [];
	for (const [index, counts] of columns.entries()) {
		const count = counts?.[band] ?? 0;
		if (counts === undefined || count === 0) continue;
		const share = count / counts.reduce((sum, each) => sum + each, 0);
		const level = levels.findLastIndex((from) => share >= from);
		const open = found.at(-1);
		if (open?.to === index && open.level === level) open.to = index + 1;
		else found.push({ level, from: index, to: index + 1 });
	}
	return found;
}

/** Bands that begin at a power of two, or at every second or fourth of them. */
function powersOf({ first, count, each }: Bands, most: number): number[] {
	const all = Array.from({ length: count + 1 }, (_, band) => band);
	for (let step = 4; ; step *= 2) {
		const found = all.filter((band) => ((first + band) * each) % step === 0);
		if (found.length <= most) return found;
	}
}

/** An empty cell: no operation; a row of dashes: not in the record. */
function table(slots: readonly Slot[], columns: readonly Counts[], bands: Bands): string {
	const heads = Array.from({ length: bands.count }, (_, band) => formatNs(bandNs(bands, band)));
	const rows = slots.map(({ startMs }, index) => {
		const counts = columns[index];
		const cells = heads.map((_, band) => {
			const count = counts?.[band] ?? 0;
			return counts === undefined ? "-" : count === 0 ? "" : String(count);
		});
		return [seconds(startMs), ...cells];
	});
	return numberTable("operations by latency, from .. on", ["second", ...heads], rows);
}
