import type { ChaseOutcome, CheckContext } from "../../harness/contract/index.ts";
import { statusName } from "../model/errno.ts";
import { blocksWithRoom } from "../model/room.ts";
import { Session } from "../model/session.ts";

/** Long to copy, and quick to fill again: a copy under way takes microseconds. */
const blockBytesMost = 1 << 16;
const itemsMost = 4;
/** For each of four ways; on a device a few rounds take longer. */
const roundMs = 8;
const roundsLeast = 4;

/**
 * Batches and queues again, looked at from C at once: a thread of the engine that still fills what
 * was read, or still copies what was written, is done before JavaScript looks.
 */
export function buffersAtOnce(context: CheckContext): string {
	const { chaseBuffers } = context;
	if (chaseBuffers === undefined) return "";
	context.target.renew();
	const { blockBytesMin, blockBytesMax } = context.descriptor;
	const block_size = Math.min(blockBytesMax, Math.max(blockBytesMin, blockBytesMost));
	const items = Math.min(itemsMost, blocksWithRoom(context, block_size));
	if (items < 1) return "";
	const config = { block_size, capacity_blocks: items, queue_depth: items };
	const session = new Session(context, { config });
	let rounds = 0;
	for (const way of ["queue", "batch"] as const) {
		if (!session.engine.has(way)) continue;
		for (const isWrite of [false, true]) {
			const untilNs = context.nowNs() + roundMs * 1e6;
			const outcome = chaseBuffers(session.engine, { way, isWrite, items, untilNs, roundsLeast });
			mustBeGood(session, way, isWrite, outcome);
			rounds += outcome.rounds;
		}
	}
	session.close();
	return rounds === 0 ? "" : `; ${rounds} batches and queues of ${items} looked at at once`;
}

function mustBeGood(session: Session, way: string, isWrite: boolean, outcome: ChaseOutcome): void {
	const { end, rounds, item, offset, status } = outcome;
	const what = isWrite ? "write" : "read";
	const over = way === "queue" ? "its completion was polled" : "the batch returned";
	session.trail.add(`${rounds} rounds of ${what}s by ${way}`, BigInt(item), 0, status);
	if (end === "status") {
		session.fail(`a ${what} of block ${item} by ${way} gave ${statusName(status)}`, "0");
	}
	if (end === "never") {
		session.fail(
			`${what}s by ${way}, polled without a pause, did not complete, or not as submitted`,
			"exactly one completion for each operation taken",
		);
	}
	if (end === "good") return;
	if (isWrite) {
		session.fail(
			`block ${item} does not hold at byte ${offset} what was written, as its buffer was used again when ${over}`,
			"the engine has taken the data out of the buffer by then",
		);
	}
	session.fail(
		`the read of block ${item} had not filled byte ${offset} of its buffer when ${over}`,
		"the block's data are in the buffer by then",
	);
}
