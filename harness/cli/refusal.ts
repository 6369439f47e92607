/** Ends a command with one sentence and an exit code; thrown anywhere below the command line. */
// Not by way of the room's index: every command line is parsed with this, few judge anything.
import { type ExitCode, exitCodes } from "../gate/exit.ts";

export class Refusal extends Error {
	override name = "Refusal";
	readonly exitCode: ExitCode;

	/** `message` is one sentence: what, where, what to do next. */
	constructor(message: string, exitCode: ExitCode = exitCodes.usage) {
		super(message);
		this.exitCode = exitCode;
	}
}

/** The host, or what is built on it, can't do what was asked: not the fault of the command line. */
export function unfit(message: string): Refusal {
	return new Refusal(message, exitCodes.inconclusive);
}
