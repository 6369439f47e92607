import {
	type CheckContext,
	type DeviceFault,
	EngineFailure,
	type Rig,
	type Status,
} from "../../harness/contract/index.ts";
import { absent, type BlockState } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import type { Ledger } from "../model/ledger.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { Claims } from "./claims.ts";
import { configOf, type Geometry } from "./geometry.ts";
import { Tally } from "./tally.ts";

const deviceErrors: ReadonlySet<Status> = new Set([-errno.EIO, -errno.ENOSPC]);

/**
 * An engine in this process over a device that fails as it is told. Beside the session's ledger,
 * which says what a read may return now, it knows what each block may have been since the last
 * flush that succeeded: that much is open when the engine can't make things durable any more.
 */
export class FaultDrill {
	readonly context: CheckContext;
	readonly rig: Rig;
	readonly geometry: Geometry;
	readonly random: Random;
	session: Session;
	tally: Tally;
	/** Failures that the engine reported, over all rounds. */
	reported = 0;
	/** Calls that failed without a sentence of `bse_last_error`, asked before any other call. */
	unexplained = 0;
	readonly #claims = new Claims();

	constructor(context: CheckContext, rig: Rig, geometry: Geometry) {
		this.context = context;
		this.rig = rig;
		this.geometry = geometry;
		this.random = new Random(context.seed, 47);
		this.session = new Session(context, { config: configOf(geometry, rig.path) });
		this.tally = new Tally(this.session);
	}

	get ids(): bigint[] {
		return this.geometry.ids.map(BigInt);
	}

	get #durableAtWrite(): boolean {
		return this.context.descriptor.guarantees.includes("durable-at-write");
	}

	fault(...faults: DeviceFault[]): Promise<void> {
		return this.rig.setFaults(faults);
	}

	write(id: bigint): Status {
		const before = this.session.ledger.possible(id);
		const state = this.session.nextState(id);
		const status = this.#explained(this.session.tryWriteState(id, state));
		this.tally.count("write", status);
		this.#changed(id, before, state, status);
		return status;
	}

	delete(id: bigint): Status {
		const before = this.session.ledger.possible(id);
		const status = this.#explained(this.session.tryDelete(id));
		this.tally.count("delete", status);
		if (status !== -errno.ENOENT) this.#changed(id, before, absent, status);
		return status;
	}

	#explained(status: Status): Status {
		if (status !== 0 && this.session.engine.lastError() === "") this.unexplained += 1;
		return status;
	}

	#changed(id: bigint, before: readonly BlockState[], state: BlockState, status: Status): void {
		this.#noteError(status);
		this.#claims.changed(id, before, state, status === 0 && this.#durableAtWrite);
	}

	#noteError(status: Status): void {
		if (deviceErrors.has(status)) this.reported += 1;
	}

	/** A flush that succeeds is held to it: see `nextLife`. */
	async flush(): Promise<Status> {
		const status = this.#explained(this.session.tryFlush());
		this.tally.count("flush", status);
		this.#noteError(status);
		if (status === 0) {
			this.#claims.claim(this.session.ledger);
			await this.rig.checkpoint();
		}
		return status;
	}

	/** Reads; a block whose last change failed may be refused, every other one must be right. */
	readAll(when: string, deviceMayFail = false): void {
		for (const id of this.session.ledger.ids()) {
			const settled = this.session.ledger.possible(id).length === 1;
			const status = this.session.tryRead(id, when);
			this.tally.count("read", status);
			this.#noteError(status);
			if (status === 0 || status === -errno.ENOENT || deviceMayFail || !settled) continue;
			const said = this.session.engine.lastError();
			this.session.fail(`${when}: read of block ${id} returned ${statusName(status)} ("${said}")`);
		}
	}

	/**
	 * Ends this life with the device healthy again, and begins the next one after a power cut: right
	 * now, or (`claim`) at the moment of the last flush that succeeded.
	 */
	async nextLife(when: string, claim: boolean): Promise<void> {
		await this.fault();
		const status = this.session.engine.shutdown();
		this.session.free();
		const claimed = claim ? this.#claims.claimed : undefined;
		let { ledger } = this.session;
		if (claimed !== undefined) {
			ledger = claimed;
			await this.rig.rollBack();
		} else {
			if (status !== 0) this.#claims.loosen(ledger);
			await this.rig.restore("none");
		}
		this.#claims.reset();
		this.session = this.#reopen(ledger, when);
		this.tally = new Tally(this.session);
		const said = claimed !== undefined ? "a flush" : `a shutdown (${statusName(status)})`;
		this.readAll(`${when}, and a power cut after ${said}`);
	}

	#reopen(ledger: Ledger, when: string): Session {
		try {
			const config = configOf(this.geometry, this.rig.path);
			return new Session(this.context, { config, ledger });
		} catch (error) {
			if (!(error instanceof EngineFailure)) throw error;
			throw new EngineFailure(`${when}, with the device healthy again: ${error.message}`);
		}
	}

	/** On a healthy device everything must succeed; afterwards everything is settled and durable. */
	async mustWork(when: string): Promise<void> {
		for (const id of this.ids) {
			if (this.session.ledger.possible(id).length === 1 && this.random.below(3) > 0) continue;
			const status = this.write(id);
			if (status !== 0)
				this.session.fail(`${when}: write of block ${id} returned ${statusName(status)}`);
		}
		const status = await this.flush();
		if (status !== 0) this.session.fail(`${when}: flush returned ${statusName(status)}`);
		this.readAll(when);
		this.mustCountUsed(when);
	}

	mustCountUsed(when: string): void {
		const present = this.session.ledger.presentCount();
		const used = Number(this.session.stats().usedBytes) / this.context.blockBytes;
		if (present === undefined || used === present) return;
		this.session.fail(`${when}: used_bytes says ${used} blocks, and ${present} are there`);
	}

	/**
	 * Ends a life on a healthy device, with the mount's cache gone: the next reads reach the
	 * device.
	 */
	async closeLife(): Promise<void> {
		this.session.close();
		await this.rig.restore("none");
	}

	/** Opens with a fault in force. An engine that opens is shut down; either may be refused. */
	tryOpen(): boolean {
		const opened = this.context.open(configOf(this.geometry, this.rig.path));
		if (opened.ok) opened.engine.shutdown();
		else if (opened.status >= 0) {
			throw new EngineFailure(`initialize failed with status ${statusName(opened.status)}`);
		}
		return opened.ok;
	}

	openAgain(when: string): void {
		this.session = this.#reopen(this.session.ledger, when);
		this.tally = new Tally(this.session);
		this.readAll(when);
		this.mustCountUsed(when);
	}

	close(): void {
		this.session.close();
	}
}
