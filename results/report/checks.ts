import type { CheckResult, EngineResult, RunRecord, Verdict } from "../schema/index.ts";
import { evidenceLines } from "./evidence.ts";
import { type Paint, toneOf } from "./format.ts";
import { type Cell, table } from "./table.ts";
import { clip, safe, width, wrap, wrapCommand } from "./text.ts";

const enginesPerTable = 6;
/** Checks that did not pass and are told in full, worst first. */
const detailsMost = 10;

/** Families by engines, then every check that did not pass, with what it takes to see it again. */
export function checkLines(record: RunRecord, columns: number, paint: Paint): string[] {
	const engines = record.engines.filter((engine) => engine.checks.length > 0);
	if (engines.length === 0) {
		return [];
	}
	const lines = [paint("Checks", "strong")];
	for (let from = 0; from < engines.length; from += enginesPerTable) {
		lines.push(...matrix(engines.slice(from, from + enginesPerTable), columns, paint));
	}
	const skipped = engines.flatMap((engine) => engine.checks).filter(isNotApplicable).length;
	lines.push(
		...wrap(
			"passed/ran; n/a = the engine does not promise it" +
				(skipped > 0 ? ` (${skipped} checks)` : ""),
			columns,
			"  ",
		).map((line) => paint(line, "dim")),
	);
	const bad = (["crashed", "hung", "fail", "could-not-run"] as const).flatMap((verdict) =>
		engines.flatMap((engine) =>
			engine.checks
				.filter((check) => check.verdict === verdict)
				.map((check) => ({ engine, check })),
		),
	);
	for (const { engine, check } of bad.slice(0, detailsMost)) {
		lines.push(...detail(engine, check, columns, paint));
	}
	return [...lines, ...rest(bad.slice(detailsMost), columns)];
}

interface Bad {
	readonly engine: EngineResult;
	readonly check: CheckResult;
}

/** Named, so that `--only` can be typed; told in full they would bury the first ones. */
function rest(bad: readonly Bad[], columns: number): string[] {
	if (bad.length === 0) {
		return [];
	}
	const groups = Map.groupBy(bad, ({ engine, check }) => {
		const name = clip(safe(engine.name, 40), 44);
		return `${name} ${short[check.verdict]}`;
	});
	const lines = [...groups].flatMap(([who, own]) => {
		const ids = own.map(({ check }) => safe(check.id, 60)).join(", ");
		return wrap(`${who}: ${ids}`, columns, "    ");
	});
	return [
		"",
		`  and ${bad.length} more, in full in the record:`,
		...lines,
		...pattern(bad, columns),
	];
}

/** Case files of one run differ only in their last part: one command stands for all of them. */
function pattern(bad: readonly Bad[], columns: number): string[] {
	const kept = bad.flatMap(({ check: { id, replayCommand } }) =>
		replayCommand === undefined ? [] : [{ id, replayCommand }],
	);
	const stemOf = (command: string) => command.slice(0, command.lastIndexOf("/") + 1);
	const [first] = kept;
	if (first === undefined || new Set(kept.map((each) => stemOf(each.replayCommand))).size > 1) {
		return [];
	}
	return [
		...wrap(`each again by its case file, e.g. ${safe(first.id, 60)}:`, columns, "    "),
		...wrapCommand(safe(first.replayCommand, 4000), columns, "      "),
	];
}

function isNotApplicable(check: CheckResult): boolean {
	return check.verdict === "not-applicable";
}

function matrix(engines: readonly EngineResult[], columns: number, paint: Paint): string[] {
	const all = engines.flatMap((engine) => engine.checks.map((check) => check.family));
	const families = [...new Set(all)];
	const heads = [
		{ head: "family", most: 20 },
		...engines.map((engine) => ({ head: safe(engine.name, 40), most: 24 })),
	];
	const rows = families.map((family): Cell[] => [
		{ text: safe(family, 40) },
		...engines.map((engine) => cell(engine.checks.filter((check) => check.family === family))),
	]);
	return table(heads, rows, columns, paint);
}

const short: Record<Verdict, string> = {
	pass: "passed",
	fail: "failed",
	crashed: "crashed",
	hung: "hung",
	"not-applicable": "n/a",
	"could-not-run": "not run",
};

function cell(checks: readonly CheckResult[]): Cell {
	const count = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length;
	const ran = checks.filter((check) => !isNotApplicable(check)).length;
	if (ran === 0) {
		return { text: checks.length === 0 ? "-" : "n/a", tone: "dim" };
	}
	const bad = (["crashed", "hung", "fail", "could-not-run"] as const).filter(
		(verdict) => count(verdict) > 0,
	);
	const passed = `${count("pass")}/${ran}`;
	const [first] = bad;
	return first === undefined
		? { text: passed, tone: "good" }
		: {
				text: [passed, ...bad.map((verdict) => `${count(verdict)} ${short[verdict]}`)].join(" "),
				tone: toneOf(first),
			};
}

function detail(engine: EngineResult, check: CheckResult, columns: number, paint: Paint): string[] {
	const verdict = paint(short[check.verdict], toneOf(check.verdict));
	const name = clip(safe(engine.name, 40), columns - 36);
	const id = clip(safe(check.id, 80), Math.max(12, columns - width(name) - 16));
	const lines = ["", `  ${name}  ${id}  ${verdict}`];
	lines.push(...wrap(safe(check.message), columns, "    "));
	if (check.evidence !== undefined) {
		lines.push(...evidenceLines(check.evidence, columns, check.message));
	}
	if (check.replayCommand !== undefined) {
		lines.push("    again:", ...wrapCommand(safe(check.replayCommand, 4000), columns, "      "));
	}
	return lines;
}
