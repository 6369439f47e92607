/** Runs tasks at most `lanes` at a time, in their order; stops handing out when aborted. */
export async function inLanes<T>(
	lanes: number,
	tasks: readonly T[],
	signal: AbortSignal,
	execute: (task: T) => Promise<void>,
): Promise<void> {
	const queue = [...tasks];
	const drain = async () => {
		for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
			if (signal.aborted) return;
			await execute(next);
		}
	};
	await Promise.all(Array.from({ length: lanes }, drain));
}
