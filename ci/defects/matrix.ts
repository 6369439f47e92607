import CliTable3 from "cli-table3";
import type { SeededEngine } from "./header.ts";
import type { FalseAlarm } from "./honest.ts";
import type { Judgement, State } from "./judge.ts";

export interface Row {
	readonly engine: SeededEngine;
	readonly judgement: Judgement;
	/** It survived beside others; the judgement is of a run alone. */
	readonly isSecondRun?: true;
}

/** States that are nobody's fault; all others but `killed` fail the command. */
export const excusedStates: ReadonlySet<State> = new Set<State>(["could-not-run", "pending"]);

export function renderMatrix(rows: readonly Row[]): string {
	const table = new CliTable3({
		head: ["defect", "engine", "check", "result", "operations", "seconds"],
		colAligns: ["right", "left", "left", "left", "right", "right"],
		style: { head: [], border: [], compact: true },
	});
	const sorted = [...rows].sort((a, b) => (a.engine.name < b.engine.name ? -1 : 1));
	for (const { engine, judgement } of sorted) {
		const { check, state, operations, seconds } = judgement;
		table.push([engine.defect, engine.name, check, state, operations ?? "", seconds.toFixed(2)]);
	}
	const notes = sorted
		.filter(({ judgement }) => judgement.state !== "killed")
		.map(({ engine, judgement }) => `${engine.name}: ${judgement.state}: ${judgement.message}`);
	return [table.toString(), ...notes].join("\n");
}

export function medianSeconds(rows: readonly Row[]): number | undefined {
	const seconds = rows
		.filter(({ judgement }) => judgement.state === "killed")
		.map(({ judgement }) => judgement.seconds)
		.sort((a, b) => a - b);
	return seconds[Math.floor(seconds.length / 2)];
}

export interface Summary {
	readonly lines: readonly string[];
	readonly exitCode: number;
}

/**
 * The last lines and the exit code. With `requireRigs` a defect that could not be judged for want
 * of a rig fails as well; a pending one never does, for its check is known to be missing.
 */
export function summarise(
	rows: readonly Row[],
	alarms: readonly FalseAlarm[],
	requireRigs: boolean,
): Summary {
	const count = (state: State) => rows.filter(({ judgement }) => judgement.state === state).length;
	const killed = count("killed");
	const excused = count("pending") + (requireRigs ? 0 : count("could-not-run"));
	const judged = rows.length - count("pending") - count("could-not-run");
	const median = medianSeconds(rows);
	const lines: string[] = [];
	const second = rows.filter(({ isSecondRun }) => isSecondRun).map(({ engine }) => engine.name);
	if (second.length > 0)
		lines.push(`survived beside other runs, judged alone: ${second.join(", ")}`);
	if (median !== undefined) lines.push(`median time to the kill ${median.toFixed(2)} s`);
	if (judged < rows.length) {
		lines.push(`${count("could-not-run")} could not run here, ${count("pending")} pending`);
	}
	lines.push(
		...alarms.map(({ engine, check, seed, message }) => {
			return `FALSE ALARM ${engine} ${check} (seed ${seed}): ${message}`;
		}),
	);
	lines.push(`killed ${killed}/${rows.length}, false alarms ${alarms.length}`);
	const nothing = killed === 0 && rows.length > 0;
	const failed = killed + excused < rows.length || alarms.length > 0 || nothing;
	return { lines, exitCode: failed ? 1 : 0 };
}
