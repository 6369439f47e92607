import type { Evidence } from "../schema/index.ts";
import { safe, wrap } from "./text.ts";

const counterexampleLinesMost = 12;
const lastCallsMost = 5;
const stderrLinesMost = 4;

/** What the steps of an evidence are: of a check, or what a drill found after each hand-over. */
export const stepsOf = { check: "smallest failing sequence:", drill: "findings, the worst first:" };

/** What was seen of a failure, short: the rest is in the record. `said`: what stands above it. */
export function evidenceLines(
	evidence: Evidence,
	columns: number,
	said = "",
	title = stepsOf.check,
): string[] {
	const { counterexample, lastOperations, expected, found } = evidence;
	const lines: string[] = [];
	const isSaid = said.includes(`expected ${expected}`) && said.includes(found ?? "");
	if (expected !== undefined && found !== undefined && !isSaid) {
		const text = `expected ${safe(expected, 200)}, found ${safe(found, 200)}`;
		lines.push(...wrap(text, columns, "    "));
	}
	if (counterexample !== undefined && counterexample.length > 0) {
		const steps = few(counterexample).flatMap((step) => wrap(safe(step, 200), columns, "      "));
		lines.push(`    ${title}`, ...steps);
	} else if (lastOperations !== undefined && lastOperations.length > 0) {
		const calls = lastOperations.slice(-lastCallsMost).map(({ call, id, length, status }) => {
			const ended = status === undefined ? "never returned" : `= ${status}`;
			return safe(`${call}(${id}, ${length}) ${ended}`, 120);
		});
		lines.push("    last calls:", ...calls.flatMap((call) => wrap(call, columns, "      ")));
	}
	const stderr = (evidence.stderrTail ?? "").trimEnd();
	if (stderr !== "") {
		const tail = stderr.split("\n").slice(-stderrLinesMost);
		lines.push("    the end of its stderr:");
		lines.push(...tail.flatMap((line) => wrap(safe(line, 200), columns, "      ")));
	}
	return lines;
}

function few(steps: readonly string[]): string[] {
	const rest = steps.length - counterexampleLinesMost;
	const first = steps.slice(0, counterexampleLinesMost);
	return rest > 0 ? [...first, `... ${rest} more in the record`] : first;
}
