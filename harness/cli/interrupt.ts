/**
 * Ctrl-C. The first asks the run to stop: what was found so far is kept. The second ends at once.
 * `exit` comes from main.ts, the only place that may end the process.
 */
import { exitCodes } from "../gate/index.ts";
import { say } from "./output.ts";

/** A terminal and npm may both deliver one Ctrl-C: repeats so soon are the same one. */
const sameMs = 400;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupt {
	readonly signal: AbortSignal;
	/** Puts the default behaviour back. */
	release(): void;
}

/** `tell` says a line without running into what stands on the terminal's last one. */
export function catchInterrupts(
	cleanUp: () => void,
	exit: (code: number) => never,
	tell: (line: string) => void = (line) => say(`\n${line}`),
): Interrupt {
	const controller = new AbortController();
	let firstAtMs = 0;
	const onSignal = (): void => {
		if (controller.signal.aborted) {
			if (performance.now() - firstAtMs < sameMs) return;
			cleanUp();
			exit(exitCodes.interrupted);
		}
		firstAtMs = performance.now();
		tell("assay: interrupted; stopping, the record so far is kept (again: end at once)");
		controller.abort();
	};
	for (const name of signals) process.on(name, onSignal);
	return {
		signal: controller.signal,
		release: () => {
			for (const name of signals) process.off(name, onSignal);
		},
	};
}
