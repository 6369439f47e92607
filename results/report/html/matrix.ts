import type { RunRecord } from "../../schema/index.ts";
import { named, type ReportCase } from "../pipelines/report-case.ts";
import { type Cell, htmlTable } from "./markup.ts";

const rowsPerTable = 100;

/** Checks by engine; what broke leads to its evidence, for the rest the reason stands below. */
export function matrixBlocks(
	record: RunRecord,
	cases: readonly ReportCase[],
	idOf: (one: ReportCase) => string | undefined,
): string[] {
	const checks = cases.filter(({ kind }) => kind === "check");
	const engines = record.engines.map(({ name }) => named(name));
	const rows = [...Map.groupBy(checks, ({ name }) => name)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, own]) => [
			{ text: name },
			...engines.map((engine) =>
				cellOf(
					own.find((one) => one.engine === engine),
					idOf,
				),
			),
		]);
	const tables: string[] = [];
	for (let from = 0; from < rows.length; from += rowsPerTable) {
		const part = rows.slice(from, from + rowsPerTable);
		tables.push(htmlTable("checks by engine", ["check", ...engines], part));
	}
	return [...tables, ...reasons(checks)];
}

function cellOf(one: ReportCase | undefined, idOf: (one: ReportCase) => string | undefined): Cell {
	return one === undefined ? { text: "-" } : verdictCell(one, idOf);
}

/** What broke leads to its evidence and to the command that shows it again. */
export function verdictCell(one: ReportCase, idOf: (one: ReportCase) => string | undefined): Cell {
	const to = idOf(one);
	return { text: one.verdict, kind: one.outcome, ...(to === undefined ? {} : { to: `#${to}` }) };
}

/** Neither passed nor failed: each says why. */
function reasons(checks: readonly ReportCase[]): string[] {
	const open = checks.filter(({ outcome }) => outcome === "unshown" || outcome === "skipped");
	const blocks: string[] = [];
	for (let from = 0; from < open.length; from += rowsPerTable) {
		const rows = open
			.slice(from, from + rowsPerTable)
			.map(({ engine, name, verdict, outcome, message }) => [
				...[{ text: name }, { text: engine }, { text: verdict, kind: outcome }, { text: message }],
			]);
		const table = htmlTable("checks that were not decided", ["check", "engine", "", "why"], rows);
		const which = open.length <= rowsPerTable ? "" : ` from ${from + 1} on`;
		blocks.push(
			`<details><summary>${open.length} checks that do not apply or could not run${which}: why</summary>${table}</details>`,
		);
	}
	return blocks;
}
