import type { RunRecord } from "../../schema/index.ts";
import { formatNs, formatRate } from "../format.ts";
import type { ReportCase } from "../pipelines/report-case.ts";
import { named } from "../pipelines/report-case.ts";
import { heatFigure, heatLegend } from "./heat.ts";
import { htmlTable, markup, missing } from "./markup.ts";
import { type Measured, measuredWorkloads } from "./measured.ts";
import { overTimeFigure } from "./over-time.ts";
import { percentileFigure } from "./percentiles.ts";
import { steadyFigure } from "./steady.ts";

/** What charts over time take of the report, however many there are. */
const bytesOverTime = 1_150_000;
/** Measurements with a heat map each: of more, they would be too coarse to show anything. */
const heatMapsMost = 160;
/** So few of them may have a row a power of two, and more. */
const heatMapsFine = 40;
/** Of one workload on one engine: axes and headings, and then a column of the charts and tables. */
const bytesWith = { fixed: 3000, slot: 330 };
const bytesWithout = { fixed: 800, slot: 130 };

/** An overview, a block a workload with all its engines, and what has no numbers. */
export function workloadBlocks(record: RunRecord, cases: readonly ReportCase[]): string[] {
	const workloads = measuredWorkloads(record);
	const count = workloads.reduce((sum, [, own]) => sum + own.length, 0);
	const hasHeat = count <= heatMapsMost;
	const { fixed, slot } = hasHeat ? bytesWith : bytesWithout;
	const room = bytesOverTime / Math.max(1, count) - fixed;
	const slots = Math.max(10, Math.min(60, Math.floor(room / slot)));
	const bands = count <= heatMapsFine ? 32 : 16;
	const unmeasured = cases.filter(
		({ kind, verdict }) => kind === "workload" && verdict !== "measured",
	);
	return [
		overview(workloads),
		hasHeat
			? ""
			: missing(
					`Heat maps are left out: ${count} measurements, and a report has room for ${heatMapsMost}. Run fewer workloads or engines at a time, with --only.`,
				),
		htmlTable(
			"workloads without numbers",
			["engine", "workload", "outcome", "why"],
			unmeasured.map(({ engine, name, verdict, outcome, message }) => [
				...[{ text: engine }, { text: name }, { text: verdict, kind: outcome }, { text: message }],
			]),
		),
		...workloads.map(([id, own], index) =>
			[
				markup`<section class="workload" id="workload-${index}"><h3>${named(id)}</h3>`,
				markup`<p>${own[0]?.workload.title ?? ""}</p>`,
				numbers(own),
				percentileFigure(own),
				// Rounds have gaps between them: their series is that of the rounds.
				steadyFigure(own) ?? overTimeFigure(own, slots) + (hasHeat ? heats(own, slots, bands) : ""),
				warnings(own),
				"</section>",
			].join(""),
		),
	];
}

function heats(own: readonly Measured[], slots: number, bands: number): string {
	const drawn = own.map((each) => heatFigure(each, "Latency over time", slots, bands));
	return drawn.join("") + (drawn.some((each) => each.includes("<svg")) ? heatLegend : "");
}

function overview(workloads: readonly (readonly [string, readonly Measured[]])[]): string {
	const rows = workloads.flatMap(([id, own], index) =>
		own.map(({ engine, workload: { iops, latencyNs = {} } }) => [
			...[{ text: named(id), to: `#workload-${index}` }, { text: engine }],
			...[formatRate(iops), ...[latencyNs.p50, latencyNs.p99, latencyNs.max].map(formatNs)].map(
				(text) => ({ text, kind: "n" }),
			),
		]),
	);
	return htmlTable("all workloads", ["workload", "engine", "IOPS", "p50", "p99", "max"], rows);
}

const percentiles = ["p50", "p90", "p99", "p999", "p9999", "max"] as const;

function numbers(own: readonly Measured[]): string {
	const rows = own.map(({ engine, workload: { iops, latencyNs = {}, floorNs } }) => [
		{ text: engine },
		...[
			formatRate(iops),
			...percentiles.map((key) => formatNs(latencyNs[key])),
			formatNs(floorNs),
		].map((text) => ({ text, kind: "n" })),
	]);
	const heads = ["engine", "IOPS", "p50", "p90", "p99", "p99.9", "p99.99", "max", "floor"];
	return htmlTable("latency; floor: the harness alone, on the null engine", heads, rows);
}

function warnings(own: readonly Measured[]): string {
	const lines = own.flatMap(({ engine, workload }) =>
		workload.warnings.map((text) => markup`<li>${engine}: ${text}</li>`),
	);
	return lines.length === 0 ? "" : `<ul class="warnings">${lines.join("")}</ul>`;
}
