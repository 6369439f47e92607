/** What sets a swap off from outside: a signal, a directory that changes. */
import { watch } from "node:fs";

/** Calls `act` at each signal, until the returned function is called. */
export function onSignal(signal: NodeJS.Signals, act: () => void): () => void {
	process.on(signal, act);
	return () => {
		process.off(signal, act);
	};
}

/**
 * Calls `act` after changes in the directory, once for those that come close together, and every
 * `pollMs` anyway: file systems of other hosts report nothing, and a full event queue drops some.
 */
export function watchDirectory(
	directory: string,
	act: () => void,
	{ settleMs = 50, pollMs = 1000 }: { settleMs?: number; pollMs?: number } = {},
): () => void {
	let settling: ReturnType<typeof setTimeout> | undefined;
	const soon = () => {
		// Not put off by further changes: a directory that never rests is looked at all the same.
		settling ??= setTimeout(() => {
			settling = undefined;
			act();
		}, settleMs);
	};
	const watcher = watch(directory, { persistent: false }, soon);
	// A watched directory that goes away is for the next look to tell.
	watcher.on("error", () => {});
	const poll = setInterval(act, pollMs);
	poll.unref();
	return () => {
		clearTimeout(settling);
		clearInterval(poll);
		watcher.close();
	};
}
