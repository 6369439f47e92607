import type { PlannedTask } from "./plan.ts";

/**
 * Runs checks `lanes` at a time and everything that is measured alone, in the order of the plan.
 * Stops handing out tasks once the signal is aborted.
 */
export async function runTasks(
	tasks: readonly PlannedTask[],
	lanes: number,
	signal: AbortSignal,
	execute: (task: PlannedTask, index: number) => Promise<void>,
): Promise<void> {
	const checks = tasks.flatMap((task, index) => (task.kind === "check" ? [{ task, index }] : []));
	const measured = tasks.flatMap((task, index) => (task.kind === "check" ? [] : [{ task, index }]));
	const drain = async (queue: { task: PlannedTask; index: number }[]) => {
		for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) {
			await execute(next.task, next.index);
		}
	};
	await Promise.all(Array.from({ length: lanes }, () => drain(checks)));
	await drain(measured);
}
