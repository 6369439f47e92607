import type { EngineStats } from "../../harness/contract/index.ts";
import { isDeviceError } from "../model/errno.ts";
import type { Session } from "../model/session.ts";

export function mustBeHealthy(session: Session, wanted: boolean, when: string): void {
	if (!session.engine.has("health")) return;
	const { healthy, reason } = session.engine.checkHealth();
	if (healthy !== (wanted ? 1 : 0)) {
		session.fail(`${when} check_health returned ${healthy} ("${reason}")`, wanted ? "1" : "0");
	}
	if (!wanted && reason.trim().length < 3) {
		session.fail(`${when} check_health gives no reason`, "a sentence", JSON.stringify(reason));
	}
}

type Kind = "read" | "write" | "delete" | "flush";
const kinds: readonly Kind[] = ["read", "write", "delete", "flush"];

/** What happened since its start, as the harness saw it, against what the engine says of it. */
export class Told {
	readonly #session: Session;
	readonly #before: EngineStats;
	#after: EngineStats | undefined;
	readonly #done: Record<Kind, bigint> = { read: 0n, write: 0n, delete: 0n, flush: 0n };
	readonly #failed: Record<Kind, bigint> = { read: 0n, write: 0n, delete: 0n, flush: 0n };
	/** Counted as errors or not at all. */
	readonly #refused: Record<Kind, bigint> = { read: 0n, write: 0n, delete: 0n, flush: 0n };

	constructor(session: Session) {
		this.#session = session;
		this.#before = session.stats();
	}

	count(kind: Kind, status: number): void {
		if (status === 0) this.#done[kind] += 1n;
		else if (isDeviceError(status)) this.#failed[kind] += 1n;
		else this.#refused[kind] += 1n;
	}

	/** Enters an operation that has just ended; a failure of the device must show at once. */
	see(kind: Kind, status: number, what: string): void {
		this.count(kind, status);
		if (isDeviceError(status)) mustBeHealthy(this.#session, false, `after ${what} that failed`);
	}

	get failures(): number {
		return kinds.reduce((sum, kind) => sum + Number(this.#failed[kind]), 0);
	}

	/** What is read after this, to look at the blocks first, is not its affair. */
	stop(): void {
		this.#after = this.#session.stats();
	}

	mustBeCounted(): void {
		const after = this.#after ?? this.#session.stats();
		for (const kind of kinds) {
			const done = after[`${kind}Operations`] - this.#before[`${kind}Operations`];
			this.#compare(`${kind}_operations`, done, this.#done[kind], this.#done[kind]);
			const failed = after[`${kind}Errors`] - this.#before[`${kind}Errors`];
			const most = this.#failed[kind] + this.#refused[kind];
			this.#compare(`${kind}_errors`, failed, this.#failed[kind], most);
		}
	}

	#compare(name: string, grown: bigint, least: bigint, most: bigint): void {
		if (grown >= least && grown <= most) return;
		const wanted = least === most ? String(least) : `${least} to ${most}`;
		this.#session.fail(`${name} grew by ${grown} while the device failed`, wanted, String(grown));
	}
}
