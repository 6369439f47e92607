import type { RunRecord } from "../schema/index.ts";
import { checkLines } from "./checks.ts";
import { formatPercent, formatSeconds, type Paint, painter, toneOf } from "./format.ts";
import { gateLines } from "./gates.ts";
import { movedLines } from "./moved.ts";
import { nextStep } from "./next.ts";
import { missingCases } from "./pipelines/missing.ts";
import { sentences } from "./sentences.ts";
import { swapLines } from "./swaps.ts";
import { safe, wrap, wrapCommand } from "./text.ts";
import { workloadLines } from "./workloads.ts";

export interface TerminalOptions {
	readonly color: boolean;
	readonly columns: number;
	/** Where the run's files are; told at the end when given. */
	readonly outDirectory?: string;
	/** How the command line is called here, e.g. `npm run assay --`. */
	readonly assay?: string;
}

const columnsLeast = 60;
const columnsMost = 120;
const missingMost = 12;

/**
 * A judged record for people: verdict, harness errors, gates that did not pass, a table a family,
 * what moved, what is missing, machine, files, next command. No line is wider than `columns` (at
 * least 60), except for a word of a command.
 */
export function renderTerminal(record: RunRecord, options: TerminalOptions): string {
	const paint = painter(options.color);
	// Prose that is wider than this is hard to read; tables have no more to show.
	const columns = Math.min(columnsMost, Math.max(columnsLeast, options.columns));
	const sections = [
		headline(record, columns, paint),
		errorLines(record, columns, paint),
		gateLines(record, columns, paint),
		checkLines(record, columns, paint),
		workloadLines(record, columns, paint, options.assay),
		movedLines(record, columns, paint),
		swapLines(record, columns, paint, options.assay),
		missingLines(record, columns, paint),
		circumstances(record, columns, paint),
		whatNext(record, options, columns, paint),
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
		value === undefined ? [] : [`${what} ${formatPercent(value)}`];
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

/** What was planned and has no result, by name: nothing that is absent reads as zero or passed. */
function missingLines(record: RunRecord, columns: number, paint: Paint): string[] {
	const lines = record.engines.flatMap((engine) => {
		const byKind = Map.groupBy(missingCases(record, engine), ({ kind }) => kind);
		return [...byKind].flatMap(([kind, own]) => {
			const names = own.slice(0, missingMost).map(({ name }) => name);
			const rest = own.length > names.length ? ` and ${own.length - names.length} more` : "";
			const text = `${safe(engine.name, 40)}, ${kind}: ${own.length} (${names.join(", ")}${rest})`;
			return wrap(text, columns, "  ");
		});
	});
	return lines.length === 0 ? [] : [paint("Planned, and without a result", "strong"), ...lines];
}

function whatNext(
	record: RunRecord,
	{ outDirectory, assay }: TerminalOptions,
	columns: number,
	paint: Paint,
): string[] {
	// Whole, however long: a path that is broken in two can't be copied.
	const files = outDirectory === undefined ? [] : [`Files: ${safe(outDirectory, 4000)}`];
	const { why, command } = nextStep(record, assay);
	const verdict = paint(record.verdict.toUpperCase(), toneOf(record.verdict));
	const [first = "", ...rest] = wrap(`${record.verdict.toUpperCase()}. Next, ${why}:`, columns);
	return [
		...files,
		first.replace(record.verdict.toUpperCase(), verdict),
		...rest,
		...wrapCommand(command, columns),
	];
}
