import type { RunRecord } from "../../schema/index.ts";
import { formatNs, formatRate } from "../format.ts";
import type { ReportCase } from "../pipelines/report-case.ts";
import { named } from "../pipelines/report-case.ts";
import { heatFigure, heatLegend } from "./heat.ts";
import { htmlTable, markup, missing } from "./markup.ts";
import { verdictCell } from "./matrix.ts";
import { type Measured, measuredWorkloads } from "./measured.ts";
import { overTimeFigure } from "./over-time.ts";
import { percentileFigure } from "./percentiles.ts";
import { changeOverTime } from "./slots.ts";
import { steadyFigure } from "./steady.ts";

/** What charts over time take of the report, however many there are. */
const bytesOverTime = 1_150_000;
/** So many measurements have a heat map each; of more, those whose latency changes most. */
const heatMapsMost = 160;
const heatMapsLeast = 8;
/** So few of them may have a row a power of two, and more. */
const heatMapsFine = 40;
const slotsLeast = 10;
/** Of one workload on one engine: axes and headings, and then a column of the charts and tables. */
const bytesWith = { fixed: 3000, slot: 330 };
const bytesWithout = { fixed: 800, slot: 130 };
/** The other charts of one of very many, which leave less room the more of them there are. */
const bytesOthers = 2600;

/** An overview, a block a workload with all its engines, and what has no numbers. */
export function workloadBlocks(
	record: RunRecord,
	cases: readonly ReportCase[],
	idOf: (one: ReportCase) => string | undefined,
): string[] {
	const workloads = measuredWorkloads(record);
	const count = workloads.reduce((sum, [, own]) => sum + own.length, 0);
	const heated = withHeatMap(workloads.flatMap(([, own]) => own));
	const { fixed, slot } = heated.size === count ? bytesWith : bytesWithout;
	const room = bytesOverTime / Math.max(1, count) - fixed;
	const fitting = heated.size < count ? slotsLeast : Math.floor(room / slot);
	const slots = Math.max(slotsLeast, Math.min(60, fitting));
	const bands = count <= heatMapsFine ? 32 : 16;
	const unmeasured = cases.filter(
		({ kind, verdict }) => kind === "workload" && verdict !== "measured",
	);
	return [
		overview(workloads),
		heated.size === count
			? ""
			: missing(
					`Of ${count} measurements the ${heated.size} whose latency changes most over time have a heat map: a report has no room for more. Run fewer workloads or engines at a time, with --only.`,
				),
		htmlTable(
			"workloads without numbers",
			["engine", "workload", "outcome", "why"],
			unmeasured.map((one) => [
				...[{ text: one.engine }, { text: one.name }, verdictCell(one, idOf)],
				{ text: one.message },
			]),
		),
		...workloads.map(([id, own], index) =>
			[
				markup`<section class="workload" id="workload-${index}"><h3>${named(id)}</h3>`,
				markup`<p>${own[0]?.workload.title ?? ""}</p>`,
				numbers(own),
				percentileFigure(own),
				// Rounds have gaps between them: their series is that of the rounds.
				steadyFigure(own) ?? overTimeFigure(own, slots) + heats(own, heated, slots, bands),
				warnings(own),
				"</section>",
			].join(""),
		),
	];
}

/** All, or as many as there is room for beside the other charts. */
function withHeatMap(all: readonly Measured[]): ReadonlySet<Measured> {
	if (all.length <= heatMapsMost) return new Set(all);
	const others = all.length * bytesOthers;
	const each =
		bytesWith.fixed - bytesWithout.fixed + (bytesWith.slot - bytesWithout.slot) * slotsLeast;
	const room = Math.floor((bytesOverTime - others) / each);
	const most = Math.max(heatMapsLeast, Math.min(heatMapsMost, room));
	const ranked = all.map((one) => ({ one, change: changeOverTime(one) }));
	return new Set(
		ranked
			.sort((a, b) => b.change - a.change)
			.slice(0, most)
			.map(({ one }) => one),
	);
}

function heats(
	own: readonly Measured[],
	heated: ReadonlySet<Measured>,
	slots: number,
	bands: number,
): string {
	const drawn = own
		.filter((each) => heated.has(each))
		.map((each) => heatFigure(each, "Latency over time", slots, bands));
	const left = own.flatMap((each) => (heated.has(each) ? [] : [each.engine]));
	const note = left.length === 0 ? "" : missing(`Latency over time is not drawn: ${few(left)}.`);
	return drawn.join("") + (drawn.some((each) => each.includes("<svg")) ? heatLegend : "") + note;
}

function few(names: readonly string[]): string {
	const shown = names.slice(0, 3).join(", ");
	return names.length > 3 ? `${shown} and ${names.length - 3} more engines` : shown;
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
