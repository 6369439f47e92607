import type { CheckContext, CheckOutcome, Target } from "../../harness/contract/index.ts";
import { couldNotRun, notApplicable } from "../model/applies.ts";
import { statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";
import { wholePages } from "../model/tight.ts";

export interface Geometry {
	readonly block_size: number;
	readonly capacity_blocks: number;
}

/** Blocks beyond the last edge. */
export const someMore = 64;

/** Engines keep metadata and logs beside the blocks: room for it in the sparse file. */
function bytesNeeded({ block_size, capacity_blocks }: Geometry, times: number): number {
	return wholePages(block_size * capacity_blocks * times) + (16 << 20);
}

/** Of a capacity: whether the whole takes too long to open is known by so small a part. */
const part = 64;
const triesMost = 3;

/**
 * An engine may read or write something for each block of its capacity when it opens: millions take
 * it longer than a check may wait, which is no defect. Estimated from the shortest of a few tries
 * with a part of the capacity, beyond what opening the smallest takes. Undefined: it is quick.
 */
function tooSlow(
	context: CheckContext,
	{ block_size, capacity_blocks }: Geometry,
	bytes: number,
	patienceMs: number,
): CheckOutcome | undefined {
	const some = Math.floor(capacity_blocks / part);
	let [fixedMs, someMs] = [Infinity, Infinity];
	let neededMs = Infinity;
	for (let tries = 0; tries < triesMost && neededMs > patienceMs; tries++) {
		const fixed = openedMs(context, { block_size, capacity_blocks: part }, bytes);
		const more = openedMs(context, { block_size, capacity_blocks: some }, bytes);
		// What it refuses as a part it may take as a whole: it is asked for that next.
		if (fixed === undefined || more === undefined) return undefined;
		[fixedMs, someMs] = [Math.min(fixedMs, fixed), Math.min(someMs, more)];
		neededMs = fixedMs + Math.max(0, someMs - fixedMs) * part;
	}
	if (neededMs <= patienceMs) return undefined;
	const seconds = (neededMs / 1000).toFixed(0);
	return notApplicable(
		`opening ${capacity_blocks} blocks of ${block_size} bytes would take ${seconds} s, as ${some} of them tell`,
	);
}

/**
 * How long an initialize takes, on a target of this size; undefined if it is refused. The first one
 * formats it, and only the second one may look at each block.
 */
function openedMs(context: CheckContext, geometry: Geometry, bytes: number): number | undefined {
	renew(context.target, bytes);
	let longestMs = 0;
	for (let life = 0; life < 2; life++) {
		const startNs = context.nowNs();
		const outcome = context.open({ ...geometry });
		longestMs = Math.max(longestMs, (context.nowNs() - startNs) / 1e6);
		if (!outcome.ok) return undefined;
		outcome.engine.shutdown();
	}
	return longestMs;
}

function renew(target: Target, bytes: number): void {
	target.renew();
	if (bytes > target.sizeBytes) target.truncate(bytes);
}

export interface LargeOptions {
	/** What one initialize may take, as estimated: a watchdog waits for ten times as long. */
	readonly patienceMs?: number;
	/** The device's size by that of its blocks; a volatile engine has nothing else on it. */
	readonly times?: number;
}

function grow(target: Target, bytes: number): CheckOutcome | undefined {
	if (!target.resizable) return notApplicable(`the block device ends before ${bytes} bytes`);
	try {
		target.truncate(bytes);
		return undefined;
	} catch (error) {
		return couldNotRun(`the target can't be grown to ${bytes} bytes: ${(error as Error).message}`);
	}
}

/**
 * Opens over a target that was grown as sparse as it is. An engine may offer less than fits a
 * device - its index may be in memory - so its refusal is its limit, not the host's.
 */
export function openLarge(
	context: CheckContext,
	choices: readonly Geometry[],
	{ patienceMs = 2000, times = 4 }: LargeOptions = {},
): Session | CheckOutcome {
	let refusal = notApplicable("no geometry of this size is in the descriptor's range");
	for (const geometry of choices) {
		const bytes = bytesNeeded(geometry, times);
		if (bytes > context.target.sizeBytes) {
			const obstacle = grow(context.target, bytes);
			if (obstacle !== undefined) {
				refusal = obstacle;
				continue;
			}
		}
		const slow = tooSlow(context, geometry, bytes, patienceMs);
		renew(context.target, bytes);
		if (slow !== undefined) {
			refusal = slow;
			continue;
		}
		const outcome = context.open({ ...geometry });
		if (outcome.ok) {
			outcome.engine.shutdown();
			renew(context.target, bytes);
			return new Session(context, { config: { ...geometry } });
		}
		const { block_size, capacity_blocks } = geometry;
		refusal = notApplicable(
			`${capacity_blocks} blocks of ${block_size} bytes were refused with ${statusName(outcome.status)}: ${outcome.message}`,
		);
		context.target.renew();
	}
	return refusal;
}

/** As the engine tells it, which must be one of those it was asked for: 64 bits of bytes. */
export function capacityOf(session: Session, choices: readonly Geometry[]): number {
	const stats = session.stats();
	const size = BigInt(session.blockBytes);
	const told = stats.capacityBytes;
	const asked = choices.filter(({ block_size }) => block_size === session.blockBytes);
	const match = asked.find((one) => BigInt(one.capacity_blocks) * size === told);
	if (match !== undefined) return match.capacity_blocks;
	const wanted = asked.map((one) => String(BigInt(one.capacity_blocks) * size)).join(" or ");
	return session.fail(`with large blocks capacity_bytes is ${told}`, wanted, String(told));
}
