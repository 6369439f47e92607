import type { RunRecord } from "../../schema/index.ts";
import { formatCount, formatNs, formatPercent, formatRate, formatSeconds } from "../format.ts";
import { changeWords, movement } from "../moved.ts";
import { sentences } from "../sentences.ts";
import { withinBytes } from "../text.ts";
import { reportCases, worstFirst } from "./cases.ts";
import { block, cell, prose } from "./markdown-text.ts";
import { fullName, named, type Outcome, proofLines, type ReportCase } from "./report-case.ts";

/** GitHub takes 1 MiB of summary a step, and shows nothing at all of a longer one. */
const bytesMost = 999_800;
/** Rows of a table; what broke is told above the tables, whatever their length. */
const rowsMost = 300;

/** A summary for a pipeline's page: verdict, what broke and how to replay it, then the tables. */
export function toMarkdown(record: RunRecord): string {
	const cases = worstFirst(reportCases(record)).filter(({ kind }) => kind !== "run");
	const of = (kind: string, ...outcomes: Outcome[]) =>
		cases.filter((one) => one.kind === kind && outcomes.includes(one.outcome));
	const results = cases.filter(({ kind }) => kind !== "gate");
	const blocks = [
		...headline(record),
		...list("Gates that do not pass", of("gate", "failed", "errored", "unshown")),
		...details("What broke", bad(results, "failed")),
		...details("What was owed and not shown", bad(results, "errored")),
		...list("What could not run", bad(results, "unshown")),
		...matrix(record, cases),
		...workloads(cases.filter(({ kind }) => kind === "workload")),
		...moved(record),
		...swaps(cases.filter(({ kind }) => kind === "swap")),
		...machine(record),
	];
	return `${withinBytes(blocks, bytesMost).join("\n\n")}\n`;
}

const bad = (cases: readonly ReportCase[], wanted: Outcome) =>
	cases.filter(({ outcome }) => outcome === wanted);

function headline(record: RunRecord): string[] {
	const { verdict, complete, seed } = record;
	const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
	const facts = [
		`${prose(record.command)}, profile ${prose(record.profile)}`,
		`seed ${seed}`,
		record.engines.map(({ name }) => prose(named(name))).join(", ") || "no engine",
		...(Number.isFinite(took) ? [formatSeconds(took)] : []),
		...(complete ? [] : ["**interrupted: the rest is missing**"]),
	];
	return [`# Assay: ${verdict.toUpperCase()}`, `${sentences[verdict]}. ${facts.join("; ")}`];
}

function list(title: string, cases: readonly ReportCase[]): string[] {
	if (cases.length === 0) return [];
	const items = cases.map(
		(one) => `- **${prose(fullName(one))}** ${one.verdict}: ${prose(one.message)}`,
	);
	return [`## ${title} (${cases.length})`, ...items];
}

function details(title: string, cases: readonly ReportCase[]): string[] {
	if (cases.length === 0) return [];
	return [
		`## ${title} (${cases.length})`,
		...cases.flatMap((one) => {
			const proof = proofLines(one);
			const head = `### ${prose(fullName(one))}: ${prose(one.verdict)}`;
			return [[head, prose(one.message), ...(proof.length > 0 ? [block(proof)] : [])].join("\n\n")];
		}),
	];
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]) {
	if (rows.length === 0) return [];
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	const shown = rows.slice(0, rowsMost).map(line);
	const rest = rows.length - shown.length;
	const text = [line(heads), line(heads.map(() => "---")), ...shown].join("\n");
	return [`## ${title}`, text, ...(rest > 0 ? [`and ${rest} more rows in the record`] : [])];
}

function matrix(record: RunRecord, cases: readonly ReportCase[]): string[] {
	const rows = record.engines.map(({ name }) => {
		const own = cases.filter(({ engine, kind }) => kind === "check" && engine === named(name));
		const count = (outcome: Outcome) => String(bad(own, outcome).length);
		const states = ["passed", "failed", "errored", "unshown", "skipped"] as const;
		return [cell(named(name)), ...states.map(count)];
	});
	const heads = ["engine", "passed", "failed", "missing", "could not run", "not applicable"];
	return table("Checks", heads, rows);
}

function workloads(cases: readonly ReportCase[]): string[] {
	const rows = cases
		.filter(({ outcome }) => outcome !== "skipped")
		.map(({ engine, name, verdict, numbers = {} }) => [
			...[cell(name), cell(engine), cell(verdict), formatRate(numbers.iops)],
			...[numbers.p50Ns, numbers.p99Ns, numbers.p999Ns, numbers.maxNs].map(formatNs),
			...[formatNs(numbers.floorNs), formatRate(numbers.ceilingIops)],
		]);
	const heads = ["workload", "engine", "outcome", "IOPS", "p50", "p99", "p99.9", "max"];
	return table("Workloads", [...heads, "floor", "ceiling"], rows);
}

function moved(record: RunRecord): string[] {
	const found = movement(record);
	if (found === undefined) return [];
	const rows = found.moved.map((change) => [
		...[cell(change.workload), cell(change.engine), ...changeWords(change)],
	]);
	const heads = ["workload", "engine", "number", "baseline", "candidate", "change"];
	const note = "One run of each, so that noise is not told from change: `assay compare` does.";
	const [title = "## Against the baseline", ...rest] = table("Against the baseline", heads, rows);
	return [title, `${found.counts} against ${prose(named(found.baseline))}. ${note}`, ...rest];
}

function swaps(cases: readonly ReportCase[]): string[] {
	const rows = cases.map(({ name, verdict, numbers = {} }) => [
		...[cell(name), cell(verdict), formatCount(numbers.swaps)],
		...[formatCount(numbers.acknowledgedWrites), formatCount(numbers.lostWrites)],
		...[formatCount(numbers.wrongReads), formatNs(numbers.stallNsMax)],
	]);
	return table(
		"Swaps",
		["drill", "verdict", "swaps", "writes", "lost", "wrong reads", "stall max"],
		rows,
	);
}

function machine({ host, target, noise }: RunRecord): string[] {
	const percent = (value: number | undefined, what: string) =>
		value === undefined ? [] : [`${what} ${formatPercent(value)}`];
	const parts = [
		`${prose(host.cpuModel)} x ${host.cpuCount}, Linux ${prose(host.kernel)}`,
		host.virtualised ? "virtual machine" : "no virtual machine seen",
		...(target === undefined
			? ["no target"]
			: [`target ${prose(target.path)} on ${prose(target.fileSystem)}`]),
		...(target === undefined ? [] : [`O_DIRECT ${target.directIo}`]),
		...percent(noise.stealPercent, "steal"),
		...percent(noise.cpuPressurePercent, "CPU pressure"),
		...percent(noise.ioPressurePercent, "I/O pressure"),
	];
	return ["## Machine", parts.join("; ")];
}
