import type { EngineStats, Status } from "../../harness/contract/index.ts";
import { errno, isDeviceError, statusName } from "../model/errno.ts";
import type { Session } from "../model/session.ts";

const kinds = ["read", "write", "delete", "flush"] as const;
export type CallKind = (typeof kinds)[number];

/** What may be counted as an error or not at all. */
const uncounted: ReadonlySet<Status> = new Set(
	[errno.ENOENT, errno.EINVAL, errno.ERANGE, errno.ESTALE, errno.EAGAIN].map((number) => -number),
);

/** The harness's own counters over one life of an engine, and which kinds of call fail just now. */
export class Tally {
	readonly #session: Session;
	readonly #before: EngineStats | Status;
	readonly #done: Record<CallKind, number> = { read: 0, write: 0, delete: 0, flush: 0 };
	readonly #failed: Record<CallKind, number> = { read: 0, write: 0, delete: 0, flush: 0 };
	readonly #failing = new Set<CallKind>();

	constructor(session: Session) {
		this.#session = session;
		this.#before = session.engine.stats();
	}

	count(kind: CallKind, status: Status): void {
		if (status === 0) {
			this.#done[kind] += 1;
			this.#failing.delete(kind);
		} else if (!uncounted.has(status)) {
			this.#failed[kind] += 1;
			if (isDeviceError(status)) this.#failing.add(kind);
		}
		if (isDeviceError(status))
			this.#mustBe(0, `after a ${kind} that returned ${statusName(status)}`);
	}

	/** Once each kind of call succeeded after the fault. */
	mustBeHealthy(when: string): void {
		if (this.#failing.size === 0) this.#mustBe(1, when);
	}

	#mustBe(wanted: 0 | 1, when: string): void {
		const { engine } = this.#session;
		if (!engine.has("health")) return;
		const { healthy, reason } = engine.checkHealth();
		if (healthy === wanted) return;
		this.#session.fail(`${when} check_health returned ${healthy} ("${reason}")`, String(wanted));
	}

	mustMatchStats(when: string): void {
		const after = this.#session.engine.stats();
		const before = this.#before;
		if (typeof after === "number" || typeof before === "number") {
			this.#session.fail(`${when}: get_stats failed`);
		}
		for (const kind of kinds) {
			const done = Number(after[`${kind}Operations`] - before[`${kind}Operations`]);
			const failed = Number(after[`${kind}Errors`] - before[`${kind}Errors`]);
			if (done !== this.#done[kind]) {
				this.#session.fail(`${when}: ${kind}_operations grew by ${done}, not ${this.#done[kind]}`);
			}
			// -ENOENT and the like may have been counted as well.
			if (failed < this.#failed[kind]) {
				this.#session.fail(
					`${when}: ${kind}_errors grew by ${failed}, but ${this.#failed[kind]} calls failed`,
				);
			}
		}
	}
}
