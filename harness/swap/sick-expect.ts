import type { DegradationEvent } from "./degradation.ts";
import type { Finding } from "./finding.ts";

type Verdict = Omit<Finding, "attempts">;

/** One time that an engine was sick, as the drill saw it. */
export interface Sickness {
	readonly name: string;
	/** Operations that failed for the device's sake. */
	readonly failed: number;
	readonly hasHealth: boolean;
	/** It called itself unhealthy at least once, asked right after such an operation. */
	readonly toldSick: boolean;
	readonly events: readonly DegradationEvent[];
}

/**
 * Its operations failed for the device's sake: it has to say so, at least when it is asked right
 * then. Three probes in a row may each have come after some operation that worked again, and
 * whether the circuit opened is a matter of how many failed: neither is held against an engine.
 */
export function notDegraded(sickness: Sickness): Verdict[] {
	const { name, failed, hasHealth, toldSick, events } = sickness;
	if (failed === 0 || !hasHealth || toldSick) return [];
	if (events.some(({ cause }) => cause === "health:disk")) return [];
	const message = `${name} failed ${failed} operations and called itself healthy all the time`;
	const expected = "unhealthy until an operation of its kind succeeds";
	return [{ kind: "wrong", message, expected, found: "healthy" }];
}

/** What degraded it has to take it back. A water level is the process's own, not the engine's. */
export function notRecovered(events: readonly DegradationEvent[], who: string): Verdict[] {
	const causes = new Set(events.map(({ cause }) => cause).filter((one) => one !== "water-level"));
	return [...causes].flatMap((cause): Verdict[] => {
		const last = events.filter((event) => event.cause === cause).at(-1);
		if (last === undefined || last.kind === "recovered") return [];
		const message = `${who} has a device that works, and ${cause} says: ${last.reason}`;
		return [{ kind: "wrong", message, expected: "recovered", found: last.reason }];
	});
}
