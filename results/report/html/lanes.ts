import { scaleLinear } from "d3-scale";
import type { Lane } from "../../schema/index.ts";
import { formatNs } from "../format.ts";
import { named } from "../pipelines/report-case.ts";
import { safe } from "../text.ts";
import { type Axis, box, frame, round } from "./frame.ts";
import { markup, missing, numberTable } from "./markup.ts";
import { plottable } from "./slots.ts";

const lanesMost = 60;
const rowHeight = 22;

interface Placed {
	readonly lane: Lane;
	/** As it is called in the table below. */
	readonly number: number;
	readonly row: number;
}

/** Operations of a failing history in time, a lane a client; the numbers are those of the table. */
export function lanesFigure(given: readonly Lane[] | undefined): string {
	const readable = (given ?? []).filter(isReadable).slice(0, lanesMost);
	if (readable.length === 0) return "";
	const from = Math.min(...readable.map(({ startNs }) => startNs));
	const lanes = [...readable].sort((a, b) => a.startNs - b.startNs);
	const end = Math.max(...lanes.map(({ startNs, endNs }) => endNs ?? startNs));
	const at = scaleLinear()
		.domain([from, end > from ? end + (end - from) * 0.04 : from + 1])
		.range([box.left, box.right]);
	const { placed, names } = place(lanes);
	const height = names.length * rowHeight;
	const ticks = at.ticks(6).map((ns) => [ns, ns === from ? "0" : formatNs(ns - from)] as const);
	const x: Axis = { at, ticks, label: "time since the first of them began" };
	const y: Axis = {
		at: (row) => box.top + (Number(row) + 0.5) * rowHeight,
		ticks: names.flatMap((name, row) => (name === "" ? [] : [[row, name] as const])),
	};
	const bars = placed.map((one) => bar(one, at));
	const chart = frame("Conflicting operations in time", height, x, y, bars);
	const rows = placed.map(({ lane, number }) => [
		...[String(number), named(lane.who), safe(lane.what, 200)],
		...[
			formatNs(lane.startNs - from),
			lane.endNs === undefined ? "unknown" : formatNs(lane.endNs - from),
		],
	]);
	const heads = ["", "who", "what", "from", "to"];
	const caption = "<figcaption>Conflicting operations in time</figcaption>";
	const table = numberTable("the operations of the drawing", heads, rows);
	const left = (given ?? []).length - lanes.length;
	const note = left === 0 ? "" : missing(`${left} further operations are in the record.`);
	return `<figure class="lanes">${caption}${chart}${table}${note}</figure>`;
}

function isReadable({ startNs, endNs }: Lane): boolean {
	const isPlaced = [startNs, endNs ?? startNs].every(plottable);
	return isPlaced && (endNs === undefined || endNs >= startNs);
}

/** A client's operations that overlap, as those of a queue do, stand below each other. */
function place(lanes: readonly Lane[]): { placed: Placed[]; names: string[] } {
	const byWho = Map.groupBy(lanes, ({ who }) => who);
	const placed: Placed[] = [];
	const names: string[] = [];
	for (const [who, own] of byWho) {
		const first = names.length;
		const free: number[] = [];
		for (const lane of own) {
			const found = free.findIndex((ns) => ns <= lane.startNs);
			const row = found === -1 ? free.length : found;
			free[row] = lane.endNs ?? Number.POSITIVE_INFINITY;
			placed.push({ lane, number: lanes.indexOf(lane) + 1, row: first + row });
		}
		names.push(...free.map((_, row) => (row === 0 ? safe(who, 12) : "")));
	}
	return { placed: placed.sort((a, b) => a.number - b.number), names };
}

function bar({ lane, number, row }: Placed, at: (ns: number) => number): string {
	const left = round(at(lane.startNs));
	const right = lane.endNs === undefined ? box.right : round(at(lane.endNs));
	const width = Math.max(2, round(right - left));
	const top = box.top + row * rowHeight + 3;
	const kind = lane.endNs === undefined ? "operation open" : "operation";
	const title = markup`<title>${number}: ${named(lane.who)}, ${safe(lane.what, 200)}</title>`;
	const text = `<text x="${left + 3}" y="${top + 12}">${number}</text>`;
	return `<rect class="${kind}" x="${left}" y="${top}" width="${width}" height="${rowHeight - 6}">${title}</rect>${text}`;
}
