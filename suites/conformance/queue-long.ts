import type { Check, QueueOperation } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { smallBlock } from "../model/block-sizes.ts";
import { statusName } from "../model/errno.ts";
import { canaryByte } from "../model/sector.ts";
import { Session } from "../model/session.ts";

/**
 * No power of two: a counter of 8 or 16 bits that comes round is then at another place of a ring of
 * this size. Nothing shows where the depth divides 2^16.
 */
const depth = 31;
const patienceUs = 5_000_000;
const allBits = 0xffff_ffff_ffff_ffffn;

/** A queue of raw operations over blocks 0..30, each in a place of its own of one buffer. */
class RawQueue {
	readonly session: Session;
	readonly #queue;
	readonly #data;

	constructor(session: Session) {
		this.session = session;
		const queue = session.engine.createQueue(depth);
		if (typeof queue === "number") session.fail(`a queue of depth ${depth}: ${statusName(queue)}`);
		this.#queue = queue;
		this.#data = session.context.allocate(depth * session.blockBytes, "end");
		for (let id = 0n; id < BigInt(depth); id++) session.write(id);
	}

	/** A read for each user data, of another block each. */
	reads(userData: readonly bigint[]): QueueOperation[] {
		const { blockBytes } = this.session;
		return userData.map((one, index) => {
			const place = { data: this.#data, offset: index * blockBytes, length: blockBytes };
			return { userData: one, opcode: "read", id: BigInt(index), ...place };
		});
	}

	/** Returns the user data of what completed. */
	turn(operations: readonly QueueOperation[]): bigint[] {
		let sent = 0;
		const done: bigint[] = [];
		while (done.length < operations.length) {
			if (sent < operations.length) {
				const rest = sent === 0 ? operations : operations.slice(sent);
				sent += Math.max(0, this.#queue.submit(rest));
			}
			const { status, completions } = this.#queue.poll(depth, patienceUs);
			for (const one of completions) {
				if (one.status !== 0) this.session.fail(`a queued read gave ${statusName(one.status)}`);
				done.push(one.userData);
			}
			if (status <= 0) break;
		}
		return done;
	}

	/** Of the last turn, made into a buffer that held nothing of it before. */
	judge(userData: readonly bigint[], when: string): void {
		this.#data.bytes.fill(canaryByte);
		this.turn(this.reads(userData));
		this.session.mustHold(this.#data.bytes, userData.length, when);
	}

	close(): void {
		this.session.mustSucceed("queue destroy", this.#queue.destroy());
		this.#data.free();
		this.session.close();
	}
}

const sorted = (list: readonly bigint[]): string =>
	[...list].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(" ");

/** It is the caller's: any 64 bits, 0 and equal ones too, and nothing to the engine. */
export const queueUserData: Check = {
	id: "queue.user-data",
	title: "User data of any value come back, each as often as it was submitted",
	needs: ["queue"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const queue = new RawQueue(new Session(context, { config: { queue_depth: depth } }));
		const choices: readonly (readonly bigint[])[] = [
			[0n],
			[allBits],
			[0n, 0n, 0n],
			[7n, 7n, 8n, 7n],
			[allBits, allBits - 1n, 1n << 63n, 1n << 32n, 0xffff_ffffn, 1n, 0n],
			new Array<bigint>(depth).fill(5n),
		];
		for (const userData of choices) {
			const done = queue.turn(queue.reads(userData));
			if (sorted(done) === sorted(userData)) continue;
			queue.session.fail(
				`operations with user data ${sorted(userData)} completed with ${sorted(done) || "none"}`,
				"one completion for each operation, with its user data",
			);
		}
		queue.judge([0n, 0n, 0n], "after operations with equal user data");
		queue.close();
		return pass(`${choices.length} sets of user data, with 0, all bits and equal ones`);
	},
};

/** Indices of 16 bits have come round by then. */
const operationsWanted = 70_000;
const operationsLeast = 2000;

/** On a slow device until a part of the time is over: then the message says how many there were. */
export const queueLongLived: Check = {
	id: "queue.long-lived",
	title: "A queue works the same after tens of thousands of operations",
	needs: ["queue"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const config = { queue_depth: depth, block_size: smallBlock(context) };
		const queue = new RawQueue(new Session(context, { config }));
		const startedNs = context.nowNs();
		const operations = queue.reads(Array.from({ length: depth }, (_, index) => BigInt(index)));
		let count = 0;
		const goesOn = (): boolean => {
			const spent = (context.nowNs() - startedNs) / 1e6 / context.budgetMs;
			// Quick enough, and kept from it by a busy machine: some more.
			const most = count >= operationsWanted / 8 ? 2 : 0.5;
			return count < operationsLeast || (count < operationsWanted && spent < most);
		};
		while (goesOn()) {
			const done = queue.turn(operations);
			const distinct = new Set(done).size;
			if (done.length !== depth || distinct !== depth) {
				queue.session.fail(
					`of ${depth} operations after ${count} on one queue ${done.length} completed, ${distinct} of them different`,
					"exactly one completion for each operation taken",
				);
			}
			count += depth;
		}
		queue.judge([1n, 2n, 3n, 4n], `after ${count} operations on one queue`);
		queue.close();
		return pass(`${count} operations on one queue`);
	},
};

export const queueLongChecks: readonly Check[] = [queueUserData, queueLongLived];
