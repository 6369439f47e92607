import type { RunRecord } from "../../schema/index.ts";
import { safe } from "../text.ts";
import { reportCases, worstFirst } from "./cases.ts";
import { fullName, known, type Outcome, type ReportCase } from "./report-case.ts";

type Labels = Readonly<Record<string, string>>;
interface Family {
	readonly name: string;
	readonly help: string;
	readonly samples: readonly (readonly [labels: Labels, value: number])[];
}

/**
 * OpenMetrics text that readers of Prometheus' older format take as well: gauges in base units, for
 * a push gateway or the node exporter's text files. What was not measured has no sample.
 */
export function toPrometheus(record: RunRecord): string {
	const cases = once(reportCases(record));
	const families = [...runFamilies(record), ...caseFamilies(cases), ...numberFamilies(cases)];
	const lines = families
		.filter(({ samples }) => samples.length > 0)
		.flatMap(({ name, help, samples }) => [
			`# TYPE ${name} gauge`,
			`# HELP ${name} ${help}`,
			...samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
		]);
	return [...lines, "# EOF", ""].join("\n");
}

/** One sample a label set: of two results of one name the worse one counts. */
function once(cases: readonly ReportCase[]): ReportCase[] {
	const byName = new Map<string, ReportCase>();
	for (const one of worstFirst(cases)) {
		const key = `${one.kind} ${fullName(one)}`;
		if (!byName.has(key)) byName.set(key, one);
	}
	return [...byName.values()];
}

function runFamilies(record: RunRecord): Family[] {
	const { noise } = record;
	const gauge = (name: string, help: string, value: number | undefined, labels: Labels = {}) => ({
		...{ name: `assay_${name}`, help },
		samples: known(value) ? [[labels, value] as const] : [],
	});
	const share = (percent: number | undefined) =>
		percent === undefined ? undefined : percent / 100;
	const info = {
		...{ verdict: record.verdict, command: safe(record.command, 40) },
		...{ profile: safe(record.profile, 40), version: safe(record.assayVersion, 40) },
	};
	const passed = record.verdict === "pass" && record.complete ? 1 : 0;
	const endedSeconds = Date.parse(record.endedAt) / 1000;
	return [
		gauge("run_passed", "1 when every gate of the run passes.", passed),
		gauge("run_verdict", "Always 1; the verdict is a label.", 1, info),
		gauge("run_complete", "0 when the run was interrupted.", record.complete ? 1 : 0),
		gauge("run_ended_timestamp_seconds", "When the run ended.", endedSeconds),
		gauge("host_steal_ratio", "Time that the hypervisor took.", share(noise.stealPercent)),
		gauge("host_cpu_pressure_ratio", "Time waited for a CPU.", share(noise.cpuPressurePercent)),
		gauge("host_io_pressure_ratio", "Time waited for I/O.", share(noise.ioPressurePercent)),
	];
}

const values: Readonly<Partial<Record<Outcome, number>>> = { passed: 1, failed: 0, errored: 0 };

function caseFamilies(cases: readonly ReportCase[]): Family[] {
	const labels = ({ engine, kind, name }: ReportCase): Labels => ({ engine, kind, name });
	return [
		{
			name: "assay_result_passed",
			help: "1 passed, 0 failed, missing or inconclusive; absent where it does not apply.",
			samples: cases.flatMap((one) => {
				const value = values[one.outcome];
				return value === undefined ? [] : [[labels(one), value] as const];
			}),
		},
		{
			name: "assay_result_verdict",
			help: "Always 1; the verdict is a label.",
			samples: cases.map((one) => [{ ...labels(one), verdict: one.verdict }, 1] as const),
		},
		{
			name: "assay_result_duration_seconds",
			help: "How long it took.",
			samples: cases.flatMap((one) =>
				one.durationMs === undefined ? [] : [[labels(one), one.durationMs / 1000] as const],
			),
		},
	];
}

/** Metric of each number: its name, what divides it, further labels, help. */
const metrics: readonly (readonly [string, string, number, Labels, string])[] = [
	["iops", "iops", 1, {}, "Operations completed a second."],
	...["p50", "p90", "p99", "p999", "p9999", "max", "mean"].map(
		(percentile) =>
			[
				`${percentile}Ns`,
				"latency_seconds",
				1e9,
				{ percentile },
				"Latency of an operation.",
			] as const,
	),
	["floorNs", "floor_seconds", 1e9, {}, "The harness alone, an operation on the null engine."],
	["ceilingIops", "ceiling_iops", 1, {}, "IOPS of the harness on the null engine."],
	["operations", "operations", 1, {}, "Operations that the result rests on."],
	["errors", "operation_errors", 1, {}, "Operations that failed."],
	["verifiedBlocks", "verified_blocks", 1, {}, "Blocks that were read back and compared."],
	["mismatchedBlocks", "mismatched_blocks", 1, {}, "Blocks that were read back wrong."],
	["swaps", "swaps", 1, {}, "Swaps that happened."],
	["acknowledgedWrites", "acknowledged_writes", 1, {}, "Writes acknowledged around swaps."],
	["lostWrites", "lost_writes", 1, {}, "Acknowledged writes that are not there afterwards."],
	["wrongReads", "wrong_reads", 1, {}, "Reads that saw a wrong block."],
	["stallNsMax", "stall_max_seconds", 1e9, {}, "The longest a writer waited around a swap."],
];

function numberFamilies(cases: readonly ReportCase[]): Family[] {
	const names = [...new Set(metrics.map(([, name]) => name))];
	return names.map((name) => {
		const own = metrics.filter(([, each]) => each === name);
		return {
			name: `assay_${name}`,
			help: own[0]?.[4] ?? "",
			samples: own.flatMap(([key, , divisor, labels]) =>
				cases.flatMap((one) => {
					const value = one.numbers?.[key];
					const full = { engine: one.engine, kind: one.kind, name: one.name, ...labels };
					return value === undefined ? [] : [[full, value / divisor] as const];
				}),
			),
		};
	});
}

function labelText(labels: Labels): string {
	const pairs = Object.entries(labels).map(
		([name, value]) => `${name}="${value.replace(/[\\"]/g, "\\$&")}"`,
	);
	return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
