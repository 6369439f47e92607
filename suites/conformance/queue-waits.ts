import type { CheckContext, EngineQueue } from "../../harness/contract/index.ts";
import { largeBlock } from "../model/block-sizes.ts";
import { statusName } from "../model/errno.ts";
import { blocksWithRoom } from "../model/room.ts";
import { Session } from "../model/session.ts";

const patienceNs = 5e9;
const waves = 4;
/** Early returns of one queue; single ones may be a signal's. */
const earlyMost = 16;
const timeoutUs = 1_500_000;
/** Far from it on both sides: a busy machine is late by less, and no wait is over before. */
const earlyMs = 500;
const lateMs = 1200;
const lateTries = 3;
const items = 4;
/** Takes longer to read than many polls. */
const blockMost = 1 << 20;

/** Reads of the blocks 0.., each into a place of its own. */
class Reads {
	readonly session: Session;
	readonly queue: EngineQueue;
	readonly #data;
	readonly #room: number;
	#next = 0;

	constructor(session: Session, depth: number, room: number) {
		this.session = session;
		const queue = session.engine.createQueue(depth);
		if (typeof queue === "number") session.fail(`a queue of depth ${depth}: ${statusName(queue)}`);
		this.queue = queue;
		this.#room = room;
		this.#data = session.context.allocate(room * session.blockBytes, "end");
		for (let id = 0n; id < BigInt(depth); id++) session.write(id);
	}

	/** Returns how many were taken. */
	submit(count: number, blocks: number): number {
		const { blockBytes } = this.session;
		const operations = Array.from({ length: count }, (_, index) => {
			const number = this.#next + index;
			const offset = (number % this.#room) * blockBytes;
			const place = { data: this.#data, offset, length: blockBytes };
			const [userData, id] = [BigInt(number), BigInt(number % blocks)];
			return { userData, opcode: "read" as const, id, ...place };
		});
		const taken = Math.max(0, this.queue.submit(operations));
		this.#next += taken;
		return taken;
	}

	close(): void {
		this.session.mustSucceed("queue destroy", this.queue.destroy());
		this.#data.free();
		this.session.close();
	}
}

/**
 * Submits wave after wave and polls nothing, with time to complete in between. Whatever is taken
 * must complete once; how much that is beyond the depth is asked where nothing can have completed.
 */
export function takesOnlyWhatItKeeps(context: CheckContext, depth: number): void {
	const session = new Session(context, { config: { queue_depth: depth } });
	const reads = new Reads(session, depth, depth * waves);
	let taken = 0;
	for (let wave = 0; wave < waves; wave++) {
		taken += reads.submit(depth, depth);
		context.sleepMs(2);
	}
	const seen = new Map<bigint, number>();
	let polled = 0;
	const until = context.nowNs() + patienceNs;
	while (polled < taken && context.nowNs() < until) {
		const { completions } = reads.queue.poll(depth, timeoutUs);
		for (const { userData } of completions) seen.set(userData, (seen.get(userData) ?? 0) + 1);
		polled += completions.length;
	}
	if (seen.size !== taken || polled !== taken) {
		session.fail(
			`a queue of depth ${depth} that was not polled took ${taken} operations; ${seen.size} of them completed, in ${polled} completions`,
			"exactly one completion for each operation taken",
		);
	}
	reads.close();
}

/**
 * A poll with a timeout waits for the first completion: it neither comes back at once with nothing,
 * again and again, nor stays for more than the first. Blocks are large, so that there is something
 * to wait for. Not covered: a poll without a timeout that waits; a wait that is a little too long.
 */
export function pollWaitsForTheFirst(context: CheckContext): void {
	context.target.renew();
	const block_size = Math.max(
		context.descriptor.blockBytesMin,
		Math.min(blockMost, largeBlock(context)),
	);
	const depth = Math.min(items, blocksWithRoom(context, block_size));
	if (depth < 2) return;
	const config = { block_size, capacity_blocks: depth, queue_depth: depth };
	const session = new Session(context, { config });
	const reads = new Reads(session, depth, depth);
	for (let round = 0; round < 3; round++) mustNotComeBackEarly(reads, depth);
	mustNotWaitForMore(reads, depth);
	reads.close();
}

function mustNotComeBackEarly(reads: Reads, depth: number): void {
	const { session, queue } = reads;
	const { context } = session;
	const until = context.nowNs() + patienceNs;
	let pending = reads.submit(depth, depth);
	let early = 0;
	while (pending > 0 && context.nowNs() < until) {
		const start = context.nowNs();
		const { completions } = queue.poll(1, timeoutUs);
		pending -= completions.length;
		if (completions.length === 0 && context.nowNs() - start < earlyMs * 1e6) early++;
		if (early <= earlyMost) continue;
		session.fail(
			`with ${pending} operations in flight poll with a timeout of ${timeoutUs} us came back with nothing within ${earlyMs} ms, ${early} times`,
			"it waits for the first completion up to the timeout",
		);
	}
}

/** One operation less than it may bring: who waits for all of them waits in vain. */
function mustNotWaitForMore(reads: Reads, depth: number): void {
	const { session, queue } = reads;
	const { context } = session;
	for (let late = 1; ; late++) {
		const start = context.nowNs();
		let pending = reads.submit(depth - 1, depth);
		pending -= queue.poll(depth, timeoutUs).completions.length;
		const waitedMs = (context.nowNs() - start) / 1e6;
		const until = context.nowNs() + patienceNs;
		while (pending > 0 && context.nowNs() < until) {
			pending -= queue.poll(1, timeoutUs).completions.length;
		}
		if (waitedMs < lateMs) return;
		// Seconds of waiting once may be the machine's, or the device's.
		if (late < lateTries) continue;
		session.fail(
			`${lateTries} times a poll for up to ${depth} completions of ${depth - 1} operations took ${Math.round(waitedMs)} ms, its timeout ${timeoutUs / 1000} ms`,
			"it waits for the first completion, not for as many as it may bring",
		);
	}
}
