import type { GateResult, RunRecord } from "../schema/index.ts";
import { type Paint, toneOf } from "./format.ts";
import { safe, wrap } from "./text.ts";

/** Gates that did not pass, failed ones first; then how many did. */
export function gateLines(record: RunRecord, columns: number, paint: Paint): string[] {
	const lines: string[] = [];
	for (const [result, title] of [
		["fail", "Failed gates"],
		["inconclusive", "Inconclusive gates"],
	] as const) {
		const gates = record.gates.filter((gate) => gate.result === result);
		const sorted = [...gates.filter(isHard), ...gates.filter((gate) => !isHard(gate))];
		if (sorted.length > 0) {
			lines.push(paint(title, "strong"));
			lines.push(...groupsOf(sorted).flatMap((group) => gateGroup(group, columns, paint)));
		}
	}
	const passed = record.gates.filter((gate) => gate.result === "pass").length;
	lines.push(`${passed} of ${record.gates.length} gates pass.`);
	return lines;
}

function isHard(gate: GateResult): boolean {
	return gate.severity === "hard";
}

/** From so many on, gates that say the same are told together: "No swap drill ran." */
const alikeMin = 3;

/** Failed ones stand alone: each has numbers of its own. */
function groupsOf(gates: readonly GateResult[]): GateResult[][] {
	const alike = Map.groupBy(gates, ({ result, severity, message }) =>
		result === "fail" ? {} : `${severity} ${message}`,
	);
	return [...alike.values()].flatMap((group) =>
		group.length < alikeMin ? group.map((gate) => [gate]) : [group],
	);
}

function gateGroup(group: readonly GateResult[], columns: number, paint: Paint): string[] {
	const [first] = group;
	if (first === undefined) return [];
	if (group.length === 1) return gateDetail(first, columns, paint);
	const byEngine = Map.groupBy(group, engineOf);
	const names = [...byEngine].map(
		([engine, own]) => `${engine}: ${own.map(({ id }) => safe(id, 60)).join(", ")}`,
	);
	const advisory = isHard(first) ? "" : " (advisory)";
	const [head = "", ...more] = wrap(`${names.join("; ")}${advisory}`, columns - 4);
	return [
		`  ${paint("?", toneOf(first.result))} ${head}`,
		...more.map((line) => `    ${line}`),
		...wrap(safe(first.message), columns, "    "),
	];
}

function engineOf({ engine }: GateResult): string {
	return engine === "" ? "the run" : safe(engine, 40);
}

function gateDetail(gate: GateResult, columns: number, paint: Paint): string[] {
	const mark = paint(gate.result === "fail" ? "x" : "?", toneOf(gate.result));
	const engine = engineOf(gate);
	const advisory = isHard(gate) ? "" : " (advisory)";
	const asked = `: ${safe(gate.observed, 120)}; asked: ${safe(gate.threshold, 120)}`;
	const [first = "", ...more] = wrap(
		`${safe(gate.id, 60)}${advisory} ${engine}${asked}`,
		columns - 4,
	);
	return [
		`  ${mark} ${first}`,
		...more.map((line) => `    ${line}`),
		...wrap(safe(gate.message), columns, "    "),
	];
}
