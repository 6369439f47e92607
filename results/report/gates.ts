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
			lines.push(...sorted.flatMap((gate) => gateDetail(gate, columns, paint)));
		}
	}
	const passed = record.gates.filter((gate) => gate.result === "pass").length;
	lines.push(`${passed} of ${record.gates.length} gates pass.`);
	return lines;
}

function isHard(gate: GateResult): boolean {
	return gate.severity === "hard";
}

function gateDetail(gate: GateResult, columns: number, paint: Paint): string[] {
	const mark = paint(gate.result === "fail" ? "x" : "?", toneOf(gate.result));
	const engine = gate.engine === "" ? "the run" : safe(gate.engine, 40);
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
