import type { EngineResult, RunRecord, WorkloadResult } from "../schema/index.ts";
import { formatNs, formatRate, type Paint } from "./format.ts";
import { type ColumnOf, fitting, table } from "./table.ts";
import { safe, wrap } from "./text.ts";

/** Smaller changes between two single runs are what machines do by themselves. */
export const shareMin = 0.1;
const rowsMost = 8;
const barCells = 8;

const metrics = ["iops", "p50", "p99", "p999"] as const;
type Metric = (typeof metrics)[number];

export interface Change {
	readonly engine: string;
	readonly workload: string;
	readonly metric: Metric;
	readonly baseline: number;
	readonly candidate: number;
	/** Natural logarithm of how many times worse the candidate is: halved and doubled weigh alike. */
	readonly worse: number;
}

/** Every number that baseline and candidate both have; nothing where there is no baseline. */
export function changesOf(record: RunRecord): Change[] {
	const baseline = record.engines.find(({ role }) => role === "baseline");
	if (baseline === undefined) return [];
	return record.engines
		.filter((engine) => engine !== baseline)
		.flatMap((engine) =>
			engine.workloads.flatMap((workload) => {
				const before = baseline.workloads.find(({ id }) => id === workload.id);
				return before === undefined ? [] : changes(engine, before, workload);
			}),
		);
}

function changes(engine: EngineResult, before: WorkloadResult, after: WorkloadResult): Change[] {
	return metrics.flatMap((metric) => {
		const [baseline, candidate] = [measuredValue(before, metric), measuredValue(after, metric)];
		if (baseline === undefined || candidate === undefined) return [];
		const slower = Math.log(candidate / baseline);
		const worse = metric === "iops" ? -slower : slower;
		return [{ engine: engine.name, workload: after.id, metric, baseline, candidate, worse }];
	});
}

function measuredValue(
	{ outcome, iops, latencyNs }: WorkloadResult,
	metric: Metric,
): number | undefined {
	const value = metric === "iops" ? iops : latencyNs?.[metric];
	return outcome === "measured" && value !== undefined && value > 0 ? value : undefined;
}

export function hasMoved({ baseline, candidate }: Change): boolean {
	return Math.abs(candidate / baseline - 1) > shareMin;
}

/** What moved against the baseline, what got worse first; nothing where there is none. */
export function movement(record: RunRecord) {
	const all = changesOf(record);
	const baseline = record.engines.find(({ role }) => role === "baseline");
	if (baseline === undefined) return undefined;
	const moved = all.filter(hasMoved).sort((a, b) => b.worse - a.worse);
	const counts = `${moved.length} of ${all.length} numbers moved by more than ${shareMin * 100} %`;
	return { counts, of: all.length, moved, baseline: baseline.name };
}

/** A change as people read it: what, before, after, by how much. */
export function changeWords(change: Change): [string, string, string, string] {
	const { metric, baseline, candidate } = change;
	const format = metric === "iops" ? formatRate : formatNs;
	return [names[metric], format(baseline), format(candidate), percentOf(change)];
}

export function movedLines(record: RunRecord, columns: number, paint: Paint): string[] {
	const found = movement(record);
	if (found === undefined) return [];
	const { counts, moved, baseline } = found;
	const shown = moved.slice(0, rowsMost);
	const rest = moved.length - shown.length;
	const more = rest > 0 ? `${rest} more in the record; ` : "";
	const legend = `${more}one run of each, so that noise is not told from change: 'assay compare' does`;
	return [
		paint("Against the baseline", "strong"),
		...wrap(`${counts} against ${safe(baseline, 40)}`, columns, "  "),
		...(shown.length > 0 ? changeTable(shown, columns, paint) : []),
		...wrap(legend, columns, "  ").map((line) => paint(line, "dim")),
	];
}

function changeTable(changes: readonly Change[], columns: number, paint: Paint): string[] {
	const isAlone = new Set(changes.map(({ engine }) => engine)).size === 1;
	const all = columnsOf(Math.max(...changes.map(({ worse }) => Math.abs(worse)))).filter(
		({ head }) => head !== "engine" || !isAlone,
	);
	const narrow = all.filter(({ head }) => head !== "better | worse");
	const { heads, cells } = fitting([all, narrow], changes, columns);
	return table(heads, cells, columns, paint);
}

/** `most`: the change that fills its side of the bar. */
function columnsOf(most: number): ColumnOf<Change>[] {
	const toneOf = ({ worse }: Change) => (worse > 0 ? "bad" : "good");
	const right = (head: string, of: (change: Change) => string): ColumnOf<Change> => ({
		...{ head, align: "right" },
		cell: (change) => ({ text: of(change) }),
	});
	return [
		{ head: "workload", most: 48, cell: ({ workload }) => ({ text: safe(workload, 60) }) },
		{ head: "engine", most: 44, cell: ({ engine }) => ({ text: safe(engine, 40) }) },
		{ head: "number", cell: (change) => ({ text: changeWords(change)[0] }) },
		right("baseline", (change) => changeWords(change)[1]),
		right("candidate", (change) => changeWords(change)[2]),
		{
			...{ head: "change", align: "right" },
			cell: (change) => ({ text: changeWords(change)[3], tone: toneOf(change) }),
		},
		{
			head: "better | worse",
			cell: (change) => ({ text: barOf(change, most), tone: toneOf(change) }),
		},
	];
}

function percentOf({ baseline, candidate }: Change): string {
	const percent = (candidate / baseline - 1) * 100;
	return `${percent > 0 ? "+" : ""}${percent.toFixed(Math.abs(percent) < 100 ? 1 : 0)} %`;
}

function barOf({ worse }: Change, most: number): string {
	const cells = "#".repeat(Math.max(1, Math.round((Math.abs(worse) / most) * barCells)));
	return worse > 0 ? `${" ".repeat(barCells)}|${cells}` : `${cells.padStart(barCells)}|`;
}

const names: Readonly<Record<Metric, string>> = {
	iops: "IOPS",
	p50: "p50",
	p99: "p99",
	p999: "p99.9",
};
