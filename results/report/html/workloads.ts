import type { RunRecord, WorkloadResult } from "../../schema/index.ts";
import { type Distribution, distributionOf, quantileNs } from "../exports/distribution.ts";
import { formatNs, formatRate } from "../format.ts";
import { named } from "../pipelines/report-case.ts";
import { type Axis, chart, type Series } from "./chart.ts";
import { htmlTable, markup } from "./markup.ts";

interface Measured {
	readonly engine: string;
	readonly workload: WorkloadResult;
}

/** Steps of a curve for each tenth part of the rest. */
const stepsPerDecade = 8;
/** Of IOPS over time, of all curves together: a report of many stays as short as one of few. */
const pointsMost = 8000;

/** A block a workload: percentiles and IOPS over time of all engines, with the tables behind. */
export function workloadBlocks(record: RunRecord): string[] {
	const measured = record.engines.flatMap(({ name, workloads }) =>
		workloads
			.filter(({ outcome }) => outcome === "measured")
			.map((workload): Measured => ({ engine: named(name), workload })),
	);
	const most = Math.max(8, Math.min(300, Math.floor(pointsMost / Math.max(1, measured.length))));
	const ids = [...new Set(measured.map(({ workload }) => workload.id))];
	return ids.map((id) => {
		const own = measured.filter(({ workload }) => workload.id === id);
		const title = own[0]?.workload.title ?? "";
		return [
			markup`<h3>${named(id)}</h3><p>${title}</p>`,
			percentiles(own),
			overTime(own, most),
		].join("");
	});
}

function percentiles(own: readonly Measured[]): string {
	const known = own.flatMap(({ engine, workload: { histogram } }) => {
		const distribution = readable(histogram);
		return distribution === undefined ? [] : [{ engine, distribution }];
	});
	if (known.length === 0) return "<p>No latency histogram is in the record.</p>";
	const curves = known.map(({ engine, distribution }): Series => {
		const points = steps(distribution).map(([x, ns]) => [x, Math.log10(Math.max(ns, 1))] as const);
		return { name: engine, points };
	});
	const last = Math.max(...curves.flatMap(({ points }) => points.map(([x]) => x)));
	const x: Axis = {
		label: "percentile",
		ticks: ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %"]
			.map((text, at) => [at, text] as const)
			.filter(([at]) => at <= Math.ceil(last)),
	};
	const ys = curves.flatMap(({ points }) => points.map(([, y]) => y));
	const low = Math.floor(Math.min(...ys));
	const count = Math.max(1, Math.ceil(Math.max(...ys)) - low);
	const ticks = Array.from({ length: count + 1 }, (_, at) => low + at);
	const y: Axis = { label: "", ticks: ticks.map((at) => [at, formatNs(10 ** at)] as const) };
	const rows = own.map(({ engine, workload: { iops, latencyNs = {}, floorNs } }) => [
		{ text: engine },
		...[formatRate(iops), ...numbers.map((key) => formatNs(latencyNs[key])), formatNs(floorNs)].map(
			(text) => ({ text, kind: "n" }),
		),
	]);
	const heads = ["engine", "IOPS", "p50", "p90", "p99", "p99.9", "p99.99", "max", "floor"];
	return chart("latency by percentile", x, y, curves) + htmlTable("latency", heads, rows);
}

const numbers = ["p50", "p90", "p99", "p999", "p9999", "max"] as const;

/** x is how many nines; as far as a sample lies beyond. */
function steps(distribution: Distribution): [number, number][] {
	const last = Math.floor(Math.log10(Math.max(1, distribution.count)) * stepsPerDecade);
	return Array.from({ length: last + 1 }, (_, step) => {
		const nines = step / stepsPerDecade;
		return [nines, quantileNs(distribution, 1 - 10 ** -nines)];
	});
}

function readable(histogram: WorkloadResult["histogram"]): Distribution | undefined {
	try {
		return histogram === undefined ? undefined : distributionOf(histogram);
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

function overTime(own: readonly Measured[], curvePointsMost: number): string {
	const series = own.flatMap(({ engine, workload: { intervals = [] } }): Series[] => {
		const every = Math.ceil(intervals.length / curvePointsMost);
		const points = intervals
			.filter((_, index) => index % every === 0)
			.map(({ startMs, iops }) => [startMs / 1000, iops] as const);
		return points.length < 2 ? [] : [{ name: engine, points }];
	});
	if (series.length === 0) return "";
	const all = series.flatMap(({ points }) => points);
	const most = Math.max(...all.map(([, iops]) => iops));
	const end = Math.max(...all.map(([seconds]) => seconds));
	const quarters = [0, 0.25, 0.5, 0.75, 1];
	const x: Axis = {
		label: "seconds",
		ticks: quarters.map((part) => [end * part, (end * part).toFixed(1)] as const),
	};
	const y: Axis = {
		label: "",
		ticks: quarters.map((part) => [most * part, formatRate(most * part)] as const),
	};
	const rows = series.flatMap(({ name, points }) =>
		points.map(([seconds, iops]) => [
			...[{ text: name }, { text: seconds.toFixed(2), kind: "n" }],
			{ text: formatRate(iops), kind: "n" },
		]),
	);
	const table = htmlTable("IOPS over time", ["engine", "second", "IOPS"], rows);
	return `${chart("IOPS over time", x, y, series)}<details><summary>IOPS over time as a table</summary>${table}</details>`;
}
