import type { EngineStats } from "../../harness/contract/index.ts";
import type { Session } from "../model/session.ts";

export const kinds = ["read", "write", "delete", "flush"] as const;
export type Kind = (typeof kinds)[number];

/**
 * The harness's own count: calls that returned 0, and calls that may have been counted as errors.
 */
export interface Tally {
	readonly done: Record<Kind, number>;
	readonly refused: Record<Kind, number>;
}

export function mustEqual(session: Session, stats: EngineStats, tally: Tally, when: string): void {
	for (const key of ["iops", "latencyUs"] as const) {
		if (stats[key] >= 0 && Number.isFinite(stats[key])) continue;
		session.fail(`${when} ${key} is ${stats[key]}`, "a finite number, >= 0", String(stats[key]));
	}
	for (const kind of kinds) {
		const found = stats[`${kind}Operations`];
		const wanted = BigInt(tally.done[kind]);
		if (found !== wanted) {
			session.fail(
				`${when} ${kind}_operations is ${found}; ${wanted} ${kind}s returned 0`,
				String(wanted),
				String(found),
			);
		}
		const errors = stats[`${kind}Errors`];
		if (errors > BigInt(tally.refused[kind])) {
			session.fail(
				`${when} ${kind}_errors is ${errors}; only ${tally.refused[kind]} ${kind}s failed`,
				`0 to ${tally.refused[kind]}`,
				String(errors),
			);
		}
	}
}

export function newTally(): Tally {
	return {
		done: { read: 0, write: 0, delete: 0, flush: 0 },
		refused: { read: 0, write: 0, delete: 0, flush: 0 },
	};
}
