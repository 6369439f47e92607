import {
	type EngineResult,
	evidenceSchema,
	type RunRecord,
	type WorkloadResult,
} from "../schema/index.ts";
import { evidenceLines } from "./evidence.ts";
import { absent, formatNs, formatRate, type Paint } from "./format.ts";
import { type Cell, table } from "./table.ts";
import { safe, wrap } from "./text.ts";

const heads = [
	{ head: "workload", most: 26 },
	{ head: "engine", most: 16 },
	{ head: "IOPS", align: "right" },
	{ head: "p50", align: "right" },
	{ head: "p99", align: "right" },
	{ head: "p99.9", align: "right" },
	{ head: "max", align: "right" },
	{ head: "floor", align: "right" },
	{ head: "ceiling", align: "right" },
] as const;

/** One row a workload and engine, workloads together so that engines stand under each other. */
export function workloadLines(record: RunRecord, columns: number, paint: Paint): string[] {
	const results = record.engines.flatMap((engine) =>
		engine.workloads.map((workload) => ({ engine, workload })),
	);
	const shown = results.filter(({ workload }) => workload.outcome !== "not-applicable");
	if (results.length === 0) {
		return [];
	}
	const ids = [...new Set(shown.map(({ workload }) => workload.id))];
	const rows = ids.flatMap((id) =>
		shown
			.filter(({ workload }) => workload.id === id)
			.map((each) => row(each.engine, each.workload)),
	);
	const skipped = results.length - shown.length;
	const legend =
		"floor = the harness alone, on the null engine, per operation; ceiling = its IOPS" +
		(skipped > 0 ? `; ${skipped} not applicable` : "");
	return [
		paint("Workloads", "strong"),
		...(rows.length > 0 ? table(heads, rows, columns, paint) : []),
		...wrap(legend, columns, "  ").map((line) => paint(line, "dim")),
		...noiseLines(shown, columns, paint),
		...shown.flatMap(({ engine, workload }) => notesOf(engine, workload, columns)),
	];
}

/** The worst over all that was measured: each workload's own ledger is in the record. */
function noiseLines(
	shown: readonly { engine: EngineResult; workload: WorkloadResult }[],
	columns: number,
	paint: Paint,
): string[] {
	const ledgers = shown.flatMap(({ workload }) => workload.noise ?? []);
	if (ledgers.length === 0) return [];
	const most = (name: "stealPercent" | "cpuPressurePercent" | "schedulerGapNsMax") =>
		Math.max(...ledgers.map((ledger) => ledger[name] ?? Number.NEGATIVE_INFINITY));
	const percent = (value: number, what: string) =>
		Number.isFinite(value) ? [`${what} ${Number(value.toPrecision(3))} %`] : [];
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

function row(engine: EngineResult, workload: WorkloadResult): Cell[] {
	const measured = workload.outcome === "measured";
	const latency = measured ? workload.latencyNs : undefined;
	const numbers = [
		formatNs(latency?.p50),
		formatNs(latency?.p99),
		formatNs(latency?.p999),
		formatNs(latency?.max),
		formatNs(workload.floorNs),
		formatRate(workload.ceilingIops),
	];
	return [
		{ text: safe(workload.id, 60) },
		{ text: safe(engine.name, 40) },
		measured
			? { text: formatRate(workload.iops) }
			: { text: absent, tone: workload.outcome === "invalid" ? "unsure" : "bad" },
		...numbers.map((text) => ({ text })),
	];
}

function notesOf(engine: EngineResult, workload: WorkloadResult, columns: number): string[] {
	const where = `${safe(engine.name, 40)} ${safe(workload.id, 60)}`;
	const lines: string[] = [];
	if (workload.outcome !== "measured") {
		const why = `${where} ${workload.outcome}: ${safe(workload.message, 300)}`;
		lines.push(...wrap(why, columns, "  "));
	}
	// A workload has no evidence of its own in the record; a crash or hang leaves it in the details.
	const evidence = evidenceSchema.safeParse(workload.details?.evidence);
	lines.push(...(evidence.success ? evidenceLines(evidence.data, columns) : []));
	for (const warning of workload.warnings) {
		lines.push(...wrap(`${where}: ${safe(warning, 300)}`, columns, "  "));
	}
	return lines;
}
