import { type ScaleLinear, scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { formatNs, formatRate } from "../format.ts";
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
import { figure, missing, numberTable } from "./markup.ts";
import type { Measured } from "./measured.ts";
import { type Slot, seconds, slotsOf, worstOf } from "./slots.ts";

const height = 170;

interface Series {
	readonly engine: string;
	readonly slots: readonly Slot[];
}

/** IOPS over time; where a point stands for several intervals, a band from lowest to highest. */
export function overTimeFigure(own: readonly Measured[], slotsMost: number): string {
	const series = own.flatMap(({ engine, workload: { intervals = [] } }): Series[] => {
		const slots = slotsOf(intervals, slotsMost);
		return slots.length < 2 ? [] : [{ engine, slots }];
	});
	if (series.length === 0) return missing("No IOPS over time are in the record.");
	const all = series.flatMap(({ slots }) => slots);
	const middle = ({ startMs }: Slot, step: number) => startMs + step / 2;
	const end = Math.max(...series.map(({ slots }) => (slots.at(-1)?.startMs ?? 0) + stepOf(slots)));
	const atX = scaleLinear().domain([0, end]).range([box.left, box.right]);
	const x: Axis = {
		at: atX,
		ticks: secondTicks(atX),
		label: "seconds",
	};
	const y = rateAxis(Math.max(...all.map(({ iopsMax = 0 }) => iopsMax)), height);
	const layers = series.map(({ engine, slots }, index) => {
		const step = stepOf(slots);
		const has = ({ iops }: Slot) => iops !== undefined;
		const atSlot = (slot: Slot) => atX(middle(slot, step));
		const band = area<Slot>(
			atSlot,
			(slot) => y.at(slot.iopsMin ?? 0),
			(slot) => y.at(slot.iopsMax ?? 0),
		);
		const mean = line<Slot>(atSlot, (slot) => y.at(slot.iops ?? 0));
		const merged = slots.some(({ intervals }) => intervals.length > 1);
		const spread = merged
			? `<path class="band ${seriesClass(index)}" d="${band.defined(has).digits(1)(slots) ?? ""}"/>`
			: "";
		const drawn = mean.defined(has).digits(1)(slots) ?? "";
		return spread + titledPath(`line ${seriesClass(index)}`, drawn, engine);
	});
	const names = series.map(({ engine }) => engine);
	const chart = frame("IOPS over time", height, x, y, layers) + legend(names);
	return figure("IOPS over time", chart, series.map(table).join(""));
}

/** In seconds, of a scale in milliseconds. */
export function secondTicks(at: ScaleLinear<number, number>): Axis["ticks"] {
	return at.ticks(8).map((ms) => [ms, String(ms / 1000)] as const);
}

function stepOf(slots: readonly Slot[]): number {
	return (slots[1]?.startMs ?? 0) - (slots[0]?.startMs ?? 0);
}

/** From zero on: a curve that starts elsewhere makes a flat one look steep. */
export function rateAxis(most: number, tall: number): Axis {
	const at = scaleLinear()
		.domain([0, most > 0 ? most * 1.05 : 1])
		.range([bottomOf(tall), box.top]);
	return {
		at,
		ticks: at.ticks(4).map((value) => [value, value === 0 ? "0" : formatRate(value)] as const),
	};
}

function table({ engine, slots }: Series): string {
	const merged = slots.some(({ intervals }) => intervals.length > 1);
	const spread = ({ iopsMin, iopsMax }: Slot) =>
		merged ? [formatRate(iopsMin), formatRate(iopsMax)] : [];
	const heads = [
		...["second", "IOPS", ...(merged ? ["lowest", "highest"] : [])],
		...["p50", "p99", "max"].map((name) => (merged ? `${name}, worst` : name)),
	];
	const rows = slots.map((slot) => [
		...[seconds(slot.startMs), formatRate(slot.iops), ...spread(slot)],
		...(["p50Ns", "p99Ns", "maxNs"] as const).map((key) => formatNs(worstOf(slot, key))),
	]);
	return numberTable(`${engine} over time`, heads, rows);
}

/** Upright lines with a title, such as hand-overs. */
export function markers(at: readonly number[], x: Axis, tall: number, what: string): string {
	if (at.length === 0) return "";
	const lines = at.map((value) => `M${round(x.at(value))} ${box.top}V${bottomOf(tall)}`);
	return titledPath("marker", lines.join(""), what);
}
