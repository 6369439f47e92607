import type { RunRecord } from "../schema/index.ts";
import { checkLines } from "./checks.ts";
import { formatSeconds, type Paint, painter, toneOf } from "./format.ts";
import { gateLines } from "./gates.ts";
import { sentences } from "./sentences.ts";
import { swapLines } from "./swaps.ts";
import { safe, wrap, wrapCommand } from "./text.ts";
import { workloadLines } from "./workloads.ts";

export interface TerminalOptions {
	readonly color: boolean;
	readonly columns: number;
	/** Where the run's files are; told at the end when given. */
	readonly outDirectory?: string;
}

/**
 * A judged record for people: verdict, gates that did not pass, harness errors, a table a family,
 * machine, files, next command. No line is wider than `columns` (at least 60), except for a word of
 * a command.
 */
export function renderTerminal(record: RunRecord, options: TerminalOptions): string {
	const paint = painter(options.color);
	const columns = Math.max(60, options.columns);
	const sections = [
		headline(record, columns, paint),
		gateLines(record, columns, paint),
		errorLines(record, columns, paint),
		checkLines(record, columns, paint),
		workloadLines(record, columns, paint),
		swapLines(record, columns, paint),
		circumstances(record, columns, paint),
		whatNext(record, options.outDirectory, columns, paint),
	];
	const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
	return `${text.join("\n\n")}\n`;
}

function headline(record: RunRecord, columns: number, paint: Paint): string[] {
	const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
	const facts = [
		`${safe(record.command, 20)}, profile ${safe(record.profile, 20)}`,
		`seed ${record.seed}`,
		record.engines.map((engine) => safe(engine.name, 40)).join(", ") || "no engine",
		...(Number.isFinite(took) ? [formatSeconds(took)] : []),
		...(record.complete ? [] : ["interrupted: the rest is missing"]),
	];
	const verdict = paint(record.verdict.toUpperCase(), toneOf(record.verdict));
	return [
		`${verdict}  ${sentences[record.verdict]}`,
		...wrap(facts.join(" | "), columns).map((line) => paint(line, "dim")),
	];
}

function errorLines(record: RunRecord, columns: number, paint: Paint): string[] {
	if (record.errors.length === 0) {
		return [];
	}
	return [
		paint("Errors of Assay itself", "strong"),
		...record.errors.flatMap((error) =>
			wrap(`${safe(error.where, 60)}: ${safe(error.message)}`, columns, "  "),
		),
	];
}

/** What the numbers were measured on: without it they can't be compared with any others. */
function circumstances(record: RunRecord, columns: number, paint: Paint): string[] {
	const { host, noise, target } = record;
	const percent = (value: number | undefined, what: string) =>
		value === undefined ? [] : [`${what} ${Number(value.toPrecision(3))} %`];
	const where =
		target === undefined
			? []
			: [
					`target ${safe(target.path, 80)} on ${safe(target.fileSystem, 20)}`,
					`O_DIRECT ${target.directIo}`,
				];
	const parts = [
		`${safe(host.cpuModel, 60)} x ${host.cpuCount}, Linux ${safe(host.kernel, 40)}`,
		host.virtualised ? "virtual machine" : "no virtual machine seen",
		...where,
		...percent(noise.stealPercent, "steal"),
		...percent(noise.cpuPressurePercent, "CPU pressure"),
		...percent(noise.ioPressurePercent, "I/O pressure"),
	];
	return [paint("Machine", "strong"), ...wrap(parts.join("; "), columns, "  ")];
}

function whatNext(
	record: RunRecord,
	outDirectory: string | undefined,
	columns: number,
	paint: Paint,
): string[] {
	const files =
		outDirectory === undefined ? [] : wrap(`Files: ${safe(outDirectory, 400)}`, columns);
	return [...files, paint("Next:", "strong"), ...wrapCommand(nextCommand(record), columns)];
}

function nextCommand(record: RunRecord): string {
	const results = record.engines.flatMap((engine) => [...engine.checks, ...engine.swaps]);
	const replay = results.find(
		(result) =>
			result.replayCommand !== undefined &&
			(result.verdict === "fail" || result.verdict === "crashed" || result.verdict === "hung"),
	)?.replayCommand;
	if (replay !== undefined) {
		return safe(replay, 4000);
	}
	if (record.verdict === "pass") {
		return record.profile === "quick"
			? "assay certify path/to/your-engine.so --profile ci"
			: "assay certify path/to/your-engine.so";
	}
	return "assay doctor";
}
