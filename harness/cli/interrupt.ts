/**
 * Ctrl-C. The first asks the run to stop: what was found so far is kept. The second ends at once.
 * `exit` comes from main.ts, the only place that may end the process.
 */
import { exitCodes } from "../gate/index.ts";
import { say } from "./output.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupt {
	readonly signal: AbortSignal;
	/** Puts the default behaviour back. */
	release(): void;
}

export function catchInterrupts(cleanUp: () => void, exit: (code: number) => never): Interrupt {
	const controller = new AbortController();
	const onSignal = (): void => {
		if (controller.signal.aborted) {
			cleanUp();
			exit(exitCodes.interrupted);
		}
		say("\nassay: interrupted; stopping, the record so far is kept (again: end at once)");
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
