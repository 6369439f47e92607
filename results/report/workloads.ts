import {
	type EngineResult,
	evidenceSchema,
	type RunRecord,
	type WorkloadResult,
} from "../schema/index.ts";
import { evidenceLines } from "./evidence.ts";
import type { Distribution } from "./exports/distribution.ts";
import { absent, formatNs, formatPercent, formatRate, type Paint } from "./format.ts";
import {
	distributionOfWorkload,
	latencyShape,
	type ShapeAxis,
	shapeAxis,
	shapeCells,
} from "./latency-shape.ts";
import { again, isBroken } from "./next.ts";
import { type Cell, type ColumnOf, fitting, table } from "./table.ts";
import { safe, wrap, wrapCommand } from "./text.ts";
import { remarkLines } from "./warnings.ts";

interface Shown {
	readonly engine: EngineResult;
	readonly workload: WorkloadResult;
}

interface Row extends Shown {
	/** Absent without a histogram that can be read. */
	readonly distribution: Distribution | undefined;
}

/** Left out one after the other until no name has to be cut; the legend tells which. */
const lessAndLess = [
	{ without: [], cells: shapeCells },
	{ without: ["ceiling"], cells: shapeCells },
	{ without: ["ceiling"], cells: 8 },
	{ without: ["ceiling", "latency"], cells: 8 },
	{ without: ["ceiling", "latency", "p99.9"], cells: 8 },
	{ without: ["ceiling", "latency", "p99.9", "floor"], cells: 8 },
] as const;

/** One row a workload and engine, workloads together so that engines stand under each other. */
export function workloadLines(
	record: RunRecord,
	columns: number,
	paint: Paint,
	assay = "assay",
): string[] {
	const results = record.engines.flatMap((engine) =>
		engine.workloads.map((workload) => ({ engine, workload })),
	);
	const shown = results.filter(({ workload }) => workload.outcome !== "not-applicable");
	if (results.length === 0) {
		return [];
	}
	const ids = [...new Set(shown.map(({ workload }) => workload.id))];
	const sorted = ids.flatMap((id) => shown.filter(({ workload }) => workload.id === id));
	const remarks = shown.flatMap(({ engine, workload }) =>
		workload.warnings.map((text) => ({ engine: engine.name, workload: workload.id, text })),
	);
	const total = (name: string) => shown.filter(({ engine }) => engine.name === name).length;
	return [
		paint("Workloads", "strong"),
		...measuredTable(sorted, results.length - shown.length, columns, paint),
		...noiseLines(shown, columns, paint),
		// When nothing is left to show, why is all there is to say.
		...(shown.length === 0 ? results : shown).flatMap(({ engine, workload }) =>
			notesOf(engine, workload, again(record, assay, workload.id), columns),
		),
		...remarkLines(remarks, total, columns),
	];
}

function measuredTable(
	shown: readonly Shown[],
	skipped: number,
	columns: number,
	paint: Paint,
): string[] {
	const rows = shown.map((each) => ({
		...each,
		distribution: distributionOfWorkload(each.workload),
	}));
	const axis = shapeAxis(rows.flatMap(({ distribution }) => distribution ?? []));
	const isAlone = new Set(shown.map(({ engine }) => engine)).size === 1;
	const always = [...(isAlone ? ["engine"] : []), ...(axis === undefined ? ["latency"] : [])];
	const layouts = lessAndLess.map(({ without, cells }) =>
		columnsOf(axis, cells).filter(({ head }) => ![...always, ...without].includes(head)),
	);
	const { at, heads, cells } = fitting(layouts, rows, columns);
	const without = lessAndLess[at]?.without ?? [];
	const has = (head: string) => heads.some((each) => each.head === head);
	const legend = [
		...(has("floor") ? ["floor = the harness alone, on the null engine, per operation"] : []),
		...(has("ceiling") ? ["ceiling = its IOPS"] : []),
		...(axis !== undefined && has("latency")
			? [
					`latency = operations from ${formatNs(axis.fromNs)} to ${formatNs(axis.toNs)}, logarithmic`,
				]
			: []),
		...(without.length > 0 && cells.length > 0
			? [`too narrow for ${without.join(", ")}: see --json`]
			: []),
		...(skipped > 0 ? [`${skipped} not applicable`] : []),
	];
	return [
		...(cells.length > 0 ? table(heads, cells, columns, paint) : []),
		...wrap(legend.join("; "), columns, "  ").map((line) => paint(line, "dim")),
	];
}

function columnsOf(axis: ShapeAxis | undefined, cells: number): ColumnOf<Row>[] {
	const ns = (head: string, of: (workload: WorkloadResult) => number | undefined) =>
		number(head, (workload) => formatNs(of(workload)));
	const latency = (key: "p50" | "p99" | "p999" | "max") => (workload: WorkloadResult) =>
		workload.outcome === "measured" ? workload.latencyNs?.[key] : undefined;
	return [
		{ head: "workload", most: 48, cell: ({ workload }) => ({ text: safe(workload.id, 60) }) },
		{ head: "engine", most: 24, cell: ({ engine }) => ({ text: safe(engine.name, 40) }) },
		{ head: "IOPS", align: "right", cell: ({ workload }) => iopsCell(workload) },
		ns("p50", latency("p50")),
		ns("p99", latency("p99")),
		ns("p99.9", latency("p999")),
		ns("max", latency("max")),
		{
			head: "latency",
			cell: ({ distribution }) => {
				const isKnown = distribution !== undefined && axis !== undefined;
				return { text: isKnown ? latencyShape(distribution, axis, cells) : absent };
			},
		},
		ns("floor", ({ floorNs }) => floorNs),
		number("ceiling", ({ ceilingIops }) => formatRate(ceilingIops)),
	];
}

function number(head: string, of: (workload: WorkloadResult) => string): ColumnOf<Row> {
	return { head, align: "right", cell: ({ workload }) => ({ text: of(workload) }) };
}

function iopsCell({ outcome, iops }: WorkloadResult): Cell {
	if (outcome === "measured") return { text: formatRate(iops) };
	return { text: absent, tone: outcome === "invalid" ? "unsure" : "bad" };
}

/** The worst over all that was measured: each workload's own ledger is in the record. */
function noiseLines(shown: readonly Shown[], columns: number, paint: Paint): string[] {
	const ledgers = shown.flatMap(({ workload }) => workload.noise ?? []);
	if (ledgers.length === 0) return [];
	const most = (name: "stealPercent" | "cpuPressurePercent" | "schedulerGapNsMax") =>
		Math.max(...ledgers.map((ledger) => ledger[name] ?? Number.NEGATIVE_INFINITY));
	const percent = (value: number, what: string) =>
		Number.isFinite(value) ? [`${what} ${formatPercent(value)}`] : [];
	const gap = most("schedulerGapNsMax");
	const collected = ledgers.filter(({ garbageCollected }) => garbageCollected === true).length;
	const taken = ledgers.map(({ involuntarySwitches = 0 }) => involuntarySwitches);
	const parts = [
		...percent(most("stealPercent"), "steal"),
		...percent(most("cpuPressurePercent"), "CPU pressure"),
		...(Number.isFinite(gap) ? [`scheduler gap ${formatNs(gap)}`] : []),
		`taken off a processor ${Math.max(...taken)} times`,
		`garbage collected in ${collected} of ${ledgers.length}`,
	];
	const text = `noise while measuring, at worst: ${parts.join(", ")}`;
	return wrap(text, columns, "  ").map((line) => paint(line, "dim"));
}

/** `rerun`: the workload again, for one that broke. */
function notesOf(
	engine: EngineResult,
	workload: WorkloadResult,
	rerun: string,
	columns: number,
): string[] {
	const where = `${safe(engine.name, 40)} ${safe(workload.id, 60)}`;
	const lines: string[] = [];
	if (workload.outcome !== "measured") {
		const why = `${where} ${workload.outcome}: ${safe(workload.message, 300)}`;
		lines.push(...wrap(why, columns, "  "));
	}
	// A workload has no evidence of its own in the record; a crash or hang leaves it in the details.
	const evidence = evidenceSchema.safeParse(workload.details?.evidence);
	lines.push(...(evidence.success ? evidenceLines(evidence.data, columns) : []));
	if (isBroken(workload)) lines.push("    again:", ...wrapCommand(rerun, columns, "      "));
	return lines;
}
