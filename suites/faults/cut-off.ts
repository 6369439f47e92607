import { absent } from "../model/block-state.ts";
import { Session } from "../model/session.ts";

/**
 * A target that is cut off and made whole again, around one block. What was cut off comes back as
 * zeros, and the search for the block cuts into metadata as well: an engine that looks at those
 * again, a map or who the device belongs to, is right to refuse the next write with a reason. It
 * gets a new target then. Where the block's own end alone was cut, writes must go on.
 */
export class CutOff {
	session: Session;
	readonly id: bigint;
	readonly #whole: number;
	#damaged = false;

	constructor(session: Session) {
		this.session = session;
		this.id = BigInt(session.context.capacityBlocks) - 1n;
		this.#whole = session.context.target.sizeBytes;
	}

	/** While Assay looks for where the block lies: any byte of the target may be cut off. */
	search<Result>(bytes: number, act: () => Result): Result {
		const status = this.session.tryWrite(this.id);
		if (status !== 0) {
			const said = this.session.engine.lastError();
			if (said === "") this.session.mustSucceed(`write of block ${this.id}`, status);
			this.#renew();
			this.session.write(this.id);
		}
		return this.#act(bytes, act);
	}

	/** Within the block. A search that did damage is over: a new target, laid out as the old one. */
	within<Result>(bytes: number, act: () => Result): Result {
		if (this.#damaged) this.#renew();
		this.#damaged = false;
		this.session.write(this.id);
		return this.#act(bytes, act);
	}

	#act<Result>(bytes: number, act: () => Result): Result {
		const { session, id } = this;
		const { target } = session.context;
		session.flush();
		if (session.ledger.absentReadsZeros) session.ledger.maybe(id, absent, false);
		target.truncate(bytes);
		const result = act();
		target.truncate(this.#whole);
		return result;
	}

	#renew(): void {
		this.#damaged = true;
		const { context } = this.session;
		this.session.abandon();
		context.target.renew();
		this.session = new Session(context);
	}
}
