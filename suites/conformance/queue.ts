import {
	type Check,
	type CheckContext,
	EngineFailure,
	queueDepthDefault,
} from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { outOfRangeIds } from "../model/ids.ts";
import { QueueDriver, type Wanted } from "../model/queue-driver.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { refuseUnknownOpcodes } from "./queue-opcodes.ts";
import { pollWaitsForTheFirst, takesOnlyWhatItKeeps } from "./queue-waits.ts";

const queueDepth = 16;

/** Completions that are lost, doubled, or carry another operation's result. */
export const queueCompletes: Check = {
	id: "queue.completions-match",
	title: "Every operation that a queue takes completes exactly once, with its own result",
	needs: ["queue"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepthDefault } });
		const random = new Random(context.seed);
		const outside = outOfRangeIds(context.capacityBlocks);
		const bad: Wanted[] = [
			...outside.flatMap((id): Wanted[] => [
				{ opcode: "write", id },
				{ opcode: "read", id },
			]),
			{ opcode: "write", id: 3n, length: session.blockBytes / 2 },
			{ opcode: "read", id: 3n, length: 0 },
		];
		let taken = 0;
		for (const depth of [1, 2, queueDepth - 1, queueDepth, queueDepthDefault]) {
			const driver = new QueueDriver(session, depth);
			for (let round = 0; round < 30; round++) {
				const wanted = distinctOperations(random, 1 + random.below(depth + 2));
				if (random.below(3) === 0)
					wanted.splice(random.below(wanted.length + 1), 0, random.pick(bad));
				taken += driver.submit(wanted);
				while (driver.pending > 0 && random.below(4) > 0) {
					driver.poll(1 + random.below(depth), 1_000_000);
				}
				// Blocks of one round must not race with the next round's.
				driver.drain(1 + random.below(depth * 2));
			}
			for (const one of depth === 2 ? bad : []) {
				taken += driver.submit([one]);
				driver.drain();
			}
			driver.destroy();
			driver.free();
			session.verify(undefined, `after a queue of depth ${depth}`);
		}
		refuseUnknownOpcodes(session);
		session.close();
		return pass(
			`${taken} operations were taken and completed, at depths 1 to ${queueDepthDefault}`,
		);
	},
};

function distinctOperations(random: Random, count: number): Wanted[] {
	const ids = random.shuffled(Array.from({ length: queueDepthDefault + 8 }, (_, id) => BigInt(id)));
	return ids.slice(0, count).map((id) => ({ opcode: random.below(2) ? "read" : "write", id }));
}

/** The completion side is as full as it can get, again and again, before anything is polled. */
export const queueFull: Check = {
	id: "queue.full",
	title: "A full queue takes no more, loses nothing, and goes on after it was polled",
	needs: ["queue"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		pollWaitsForTheFirst(context);
		context.target.renew();
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		const driver = new QueueDriver(session, queueDepth);
		let taken = 0;
		for (let round = 0; round < 12; round++) {
			const ids = Array.from({ length: queueDepth + 3 }, (_, index) => BigInt(index + round));
			const opcode = round % 2 === 0 ? "write" : "read";
			const wanted: Wanted[] = ids.map((id) => ({ opcode, id }));
			// Fill it, then knock again while it is full and nothing was polled.
			for (let attempt = 0; attempt < 4 && driver.pending < queueDepth; attempt++) {
				taken += driver.submit(wanted.slice(driver.pending));
			}
			if (driver.pending === queueDepth) driver.submit(wanted.slice(queueDepth));
			askForNothing(session, driver);
			if (round % 3 === 2) context.sleepMs(2);
			driver.drain(round % 2 === 0 ? 1 : queueDepth * 4);
		}
		mustNotWait(session, driver);
		driver.destroy();
		driver.free();
		session.verify();
		session.close();
		takesOnlyWhatItKeeps(context, queueDepth);
		return pass(
			`${taken} operations through a queue that was filled to its depth of ${queueDepth}`,
		);
	},
};

/** Neither takes nor gives anything; to refuse that is as good as to do nothing. */
function askForNothing(session: Session, driver: QueueDriver): void {
	const statuses = [driver.queue.submit([]), driver.queue.poll(0, 0).status];
	for (const status of statuses) {
		if (status === 0 || status === -errno.EINVAL) continue;
		session.fail(`a submit or poll of no operations returned ${statusName(status)}`, "0");
	}
}

/** Seconds apart, so that a busy machine can't be mistaken for an engine that waits. */
function mustNotWait(session: Session, driver: QueueDriver): void {
	const start = session.context.nowNs();
	const found = driver.poll(4, 3_000_000);
	const waitedMs = (session.context.nowNs() - start) / 1e6;
	if (found !== 0) session.fail(`poll of an empty queue gave ${found} completions`, "0");
	if (waitedMs > 2500) {
		session.fail(
			`poll waited ${Math.round(waitedMs)} ms with nothing in flight`,
			"it never waits when nothing is in flight",
		);
	}
}

/** Depths out of range, several queues at once, destroying a queue with operations in flight. */
export const queueLifeCycle: Check = {
	id: "queue.life-cycle",
	title: "Queues are independent; wrong depths are refused; destroy waits for what is in flight",
	needs: ["queue"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: queueDepth } });
		for (const depth of [0, queueDepth + 1, 4097, 0xffffffff]) {
			const queue = session.engine.createQueue(depth);
			if (typeof queue === "number" && queue === -errno.EINVAL) continue;
			const said = typeof queue === "number" ? statusName(queue) : "a queue";
			session.fail(
				`a queue of depth ${depth} with queue_depth ${queueDepth} gave ${said}`,
				"-EINVAL",
			);
		}
		mustOfferDefaultDepth(context);
		const queues = [queueDepth, 3, 1].map((depth) => new QueueDriver(session, depth));
		for (let round = 0; round < 8; round++) {
			queues.forEach((driver, index) => {
				const ids = [0, 1, 2].map((n) => BigInt(index * 10 + n));
				driver.submit(ids.map((id) => ({ opcode: round % 2 === 0 ? "write" : "read", id })));
			});
			for (const driver of [...queues].reverse()) driver.drain(2);
		}
		for (const driver of queues) {
			driver.submit([1, 2].map((n) => ({ opcode: "write", id: BigInt(100 + n) })));
			driver.destroy();
			session.verify([101n, 102n], "after a queue was destroyed with writes in flight");
			// Not before the next write settles them: the buffers are scribbled over by now.
			for (const id of [101n, 102n]) session.write(id);
		}
		session.flush();
		session.verify();
		session.close();
		for (const driver of queues) driver.free();
		return pass("4 wrong depths refused, 3 queues kept apart, 3 destroyed with writes in flight");
	},
};

/** "queue_depth: default 64; the deepest bse_queue_create allows". */
function mustOfferDefaultDepth(context: CheckContext): void {
	const device = context.target.another().path;
	const engine = context.mustOpen({ device, queue_depth: undefined });
	for (const depth of [queueDepthDefault, queueDepthDefault + 1]) {
		const queue = engine.createQueue(depth);
		const wanted = depth > queueDepthDefault ? -errno.EINVAL : 0;
		const status = typeof queue === "number" ? queue : 0;
		if (typeof queue !== "number") queue.destroy();
		if (status === wanted) continue;
		throw new EngineFailure(
			`without queue_depth a queue of depth ${depth} gave ${statusName(status)}`,
			{ expected: statusName(wanted), found: statusName(status) },
		);
	}
	engine.shutdown();
}

export const queueChecks: readonly Check[] = [queueCompletes, queueFull, queueLifeCycle];
