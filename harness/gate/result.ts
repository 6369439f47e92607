import type { GateResult, GateVerdict } from "../../results/schema/index.ts";

export type Severity = GateResult["severity"];

/** What one gate concludes about one subject; the caller adds whose gate it is. */
export interface Finding {
	readonly result: GateVerdict;
	readonly observed: string;
	readonly threshold: string;
	readonly message: string;
}

export function gate(
	id: string,
	engine: string,
	finding: Finding,
	severity: Severity = "hard",
): GateResult {
	return { id, engine, ...finding, severity };
}

/**
 * A number that a gate may rest on: there, finite, not negative. Anything else is missing data, and
 * missing data never passes.
 */
export function known(value: number | undefined): value is number {
	return value !== undefined && Number.isFinite(value) && value >= 0;
}

const worstFirst: readonly GateVerdict[] = ["fail", "inconclusive", "pass"];

/** The worst of some verdicts; of none at all: nothing was shown. */
export function worst(verdicts: readonly GateVerdict[]): GateVerdict {
	return worstFirst.find((verdict) => verdicts.includes(verdict)) ?? "inconclusive";
}

/** "a; b; c; and 4 more": worst first is the caller's order. */
export function listed(parts: readonly string[], most = 3): string {
	const rest = parts.length - most;
	return parts.slice(0, most).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

/** Nanoseconds for people, with the unit. */
export function duration(ns: number): string {
	if (ns < 1000) {
		return `${Number(ns.toFixed(0))} ns`;
	}
	if (ns < 1e6) {
		return `${Number((ns / 1e3).toPrecision(3))} us`;
	}
	return ns < 1e9
		? `${Number((ns / 1e6).toPrecision(3))} ms`
		: `${Number((ns / 1e9).toPrecision(3))} s`;
}

export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
