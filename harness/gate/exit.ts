import type { RunRecord } from "../../results/schema/index.ts";

/** Exit codes of the command line; `usage` is never concluded from a record. */
export const exitCodes = {
	pass: 0,
	fail: 1,
	usage: 2,
	inconclusive: 3,
	regression: 4,
	supplyChain: 5,
	error: 6,
	interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * The exit code that a judged record ends its command with. An interrupted run is 130 whatever it
 * had found: the shell asks about the command, the record keeps the verdict. A fail whose failing
 * gates are all of one special family gets that family's code, so that a pipeline can tell "slower"
 * from "loses data".
 */
export function exitCodeFor(record: RunRecord): ExitCode {
	if (!record.complete) {
		return exitCodes.interrupted;
	}
	if (record.errors.length > 0) {
		return exitCodes.error;
	}
	if (record.verdict !== "fail") {
		return exitCodes[record.verdict];
	}
	const failed = record.gates.filter((gate) => gate.severity === "hard" && gate.result === "fail");
	const all = (family: string) =>
		failed.length > 0 && failed.every((gate) => gate.id.startsWith(`${family}.`));
	if (all("supply-chain")) {
		return exitCodes.supplyChain;
	}
	return all("regression") ? exitCodes.regression : exitCodes.fail;
}
