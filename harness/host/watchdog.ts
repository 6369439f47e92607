/** Deadlines that a host process may use up as long as its engine goes on answering. */
const deadlinesMost = 3;
/** How much of the deadline's end has to be silent. */
const silentShare = 0.25;

interface Watch {
	readonly deadlineMs: number;
	/** How many calls have begun; any change is a sign of life. */
	readonly callsBegun: () => bigint;
	readonly bark: (afterMs: number) => void;
}

/**
 * Barks when the deadline has passed in silence. On a machine that does something else, an engine
 * that is slow but answers is not one that hangs: while calls go on, the deadline is granted again,
 * three times in all. Returns what calls the watchdog off.
 */
export function watchFor({ deadlineMs, callsBegun, bark }: Watch): () => void {
	let deadlines = 0;
	let timer: ReturnType<typeof setTimeout>;
	const watchOnce = (): void => {
		deadlines += 1;
		timer = setTimeout(
			() => {
				const before = callsBegun();
				timer = setTimeout(() => {
					if (callsBegun() !== before && deadlines < deadlinesMost) watchOnce();
					else bark(deadlineMs * deadlines);
				}, deadlineMs * silentShare);
			},
			deadlineMs * (1 - silentShare),
		);
	};
	watchOnce();
	return () => clearTimeout(timer);
}
