import type { CheckContext, CheckOutcome, Target } from "../../harness/contract/index.ts";
import { couldNotRun, notApplicable } from "../model/applies.ts";
import { statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";

export interface Geometry {
	readonly block_size: number;
	readonly capacity_blocks: number;
}

/** Blocks beyond the last edge. */
export const someMore = 64;

/** Engines keep metadata and logs beside the blocks: room for it in the sparse file. */
function bytesNeeded({ block_size, capacity_blocks }: Geometry): number {
	return Math.ceil((block_size * capacity_blocks * 4) / 4096) * 4096 + (16 << 20);
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
): Session | CheckOutcome {
	let refusal = notApplicable("no geometry of this size is in the descriptor's range");
	for (const geometry of choices) {
		const bytes = bytesNeeded(geometry);
		if (bytes > context.target.sizeBytes) {
			const obstacle = grow(context.target, bytes);
			if (obstacle !== undefined) {
				refusal = obstacle;
				continue;
			}
		}
		const outcome = context.open({ ...geometry });
		if (outcome.ok) {
			outcome.engine.shutdown();
			context.target.renew();
			if (bytes > context.target.sizeBytes) context.target.truncate(bytes);
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
