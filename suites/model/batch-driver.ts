import {
	type BatchItem,
	type BatchOutcome,
	type NativeBuffer,
	untouchedStatus,
} from "../../harness/contract/index.ts";
import type { BlockState } from "./block-state.ts";
import { errno, statusName } from "./errno.ts";
import { canaryByte } from "./sector.ts";
import type { Session } from "./session.ts";

/** One item of a batch; a wrong length makes it one that must be refused. */
export interface Item {
	readonly id: bigint;
	readonly length?: number;
	/** Written instead of a fresh stamp. */
	readonly state?: BlockState;
}

/** Batches with the model beside them: every item's status and data are judged. */
export class BatchDriver {
	readonly session: Session;
	readonly buffer: NativeBuffer;
	readonly itemsMax: number;

	constructor(session: Session, itemsMax: number) {
		this.session = session;
		this.itemsMax = itemsMax;
		this.buffer = session.context.allocate(itemsMax * session.blockBytes, "end");
	}

	free(): void {
		this.buffer.free();
	}

	/** Writes, and requires of each item what the single call would return. */
	write(given: readonly Item[]): void {
		const { outcome, states } = this.tryWrite(given);
		this.judgeStatuses("write batch", given, outcome, () => 0);
		// Valid items were acknowledged; the last of each id wins.
		given.forEach((item, index) => {
			const state = states[index];
			if (outcome.statuses[index] === 0 && state !== undefined) {
				this.session.note("write in a batch", item.id, state, 0);
			}
		});
	}

	/** Writes under a fault: the caller enters the statuses into the ledger. */
	tryWrite(given: readonly Item[]): { outcome: BatchOutcome; states: BlockState[] } {
		const { session } = this;
		const states = given.map((item) => item.state ?? session.nextState(item.id));
		states.forEach((state, index) => {
			session.render(state, this.buffer, index * session.blockBytes);
		});
		const before = this.buffer.bytes.slice();
		const outcome = session.engine.writeBatch(this.items(given));
		if (Buffer.compare(before, this.buffer.bytes) !== 0) {
			session.fail("a write batch changed the caller's data", "write data is never modified");
		}
		this.buffer.bytes.fill(0xa5);
		return { outcome, states };
	}

	/** Reads, and judges each item's status and data. */
	read(given: readonly Item[], when?: string): void {
		const { session } = this;
		this.buffer.bytes.fill(canaryByte);
		const outcome = session.engine.readBatch(this.items(given));
		this.judgeStatuses("read batch", given, outcome, (item, status) => {
			const absentOk = session.ledger.possible(item.id).some((one) => one.kind === "absent");
			return absentOk && status === -errno.ENOENT ? status : 0;
		});
		given.forEach((item, index) => {
			const status = outcome.statuses[index] ?? 0;
			session.trail.add("read in a batch", item.id, 0, status);
			if (this.lawfulRefusals(item).length > 0) return;
			const start = index * session.blockBytes;
			const bytes = this.buffer.bytes.subarray(start, start + session.blockBytes);
			const problem = session.ledger.judge(item.id, status, bytes);
			const where = `item ${index} of a read batch of ${given.length}`;
			if (problem !== undefined) session.failProblem(problem, when ? `${where}, ${when}` : where);
		});
	}

	private items(given: readonly Item[]): BatchItem[] {
		const { blockBytes } = this.session;
		if (given.length > this.itemsMax) throw new Error(`a batch of ${given.length} items`);
		return given.map((item, index) => ({
			id: item.id,
			data: this.buffer,
			offset: index * blockBytes,
			length: item.length ?? blockBytes,
		}));
	}

	/** Statuses with which an invalid item may be refused; none for a valid one. */
	private lawfulRefusals(item: Item): number[] {
		const { blockBytes, capacityBlocks } = this.session;
		const refusals: number[] = [];
		if ((item.length ?? blockBytes) !== blockBytes) refusals.push(-errno.EINVAL);
		if (item.id >= BigInt(capacityBlocks)) refusals.push(-errno.ERANGE);
		return refusals;
	}

	private judgeStatuses(
		call: string,
		given: readonly Item[],
		outcome: BatchOutcome,
		lawful: (item: Item, status: number) => number,
	): void {
		mustFollowStatusRule(this.session, `${call} of ${given.length}`, outcome);
		given.forEach((item, index) => {
			const status = outcome.statuses[index] ?? 0;
			const refusals = this.lawfulRefusals(item);
			const wanted = refusals.length > 0 ? refusals : [lawful(item, status)];
			if (wanted.includes(status)) return;
			this.session.fail(
				`item ${index} (block ${item.id}) of a ${call} of ${given.length} has status ${statusName(status)}`,
				wanted.map(statusName).join(" or "),
				statusName(status),
			);
		});
	}
}

/** Every item has a status, and the call returns the first that is not 0. */
export function mustFollowStatusRule(session: Session, call: string, outcome: BatchOutcome): void {
	const untouched = outcome.statuses.indexOf(untouchedStatus);
	if (untouched >= 0) {
		session.fail(
			`${call}: item ${untouched} got no status; the call returned ${statusName(outcome.status)}`,
			"every item gets its status",
		);
	}
	const first = outcome.statuses.find((status) => status !== 0) ?? 0;
	if (outcome.status !== first) {
		session.fail(
			`${call} returned ${statusName(outcome.status)}; its first bad item has ${statusName(first)}`,
			statusName(first),
			statusName(outcome.status),
		);
	}
}
