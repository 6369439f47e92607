import type { Check, CheckContext } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { errno } from "../model/errno.ts";
import { idsBelow } from "../model/ids.ts";
import { findReach, recover, refusesWithReason, underSizeLimit } from "../model/reach.ts";
import { Session } from "../model/session.ts";

export const unreached =
	"no write or flush failed under a limit on the target's size: the engine does not write to it as to a file";

/** The smallest file size under which a write of this block and a flush succeed. */
export function reachOfWrite(session: Session, id: bigint): number | undefined {
	return findReach(session.context, (bytes) => {
		const done = underSizeLimit(session.context, bytes, () => {
			return session.tryWrite(id) === 0 && session.tryFlush() === 0;
		});
		session.read(id, `after a write with the target limited to ${bytes} bytes`);
		if (!done) recover(session, [id]);
		return done;
	});
}

/** Sizes that cut the block's write at every kind of place; `reach` is its end. */
function cuts(reach: number, blockBytes: number): number[] {
	const begin = reach - blockBytes;
	const list = [reach - 1, reach - 512, begin + (blockBytes >> 1), begin + 512, begin + 100, begin];
	return [...new Set([...list, begin - 512])].filter((bytes) => bytes > 0);
}

/**
 * Short writes, then EFBIG. What was acknowledged must be there, also after a reopen when a flush
 * succeeded too; what failed is old, new, or a mixture of both by sectors. Not covered: a full
 * file system (the same errors by another cause), and faults that come and go within one call.
 */
export const fileSizeLimit: Check = {
	id: "faults.file-size-limit",
	title: "A short or refused write is never acknowledged, and costs no other block",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const last = BigInt(context.capacityBlocks) - 1n;
		for (const id of [0n, 1n, last - 1n, last]) session.write(id);
		session.flush();
		const reach = reachOfWrite(session, last);
		if (reach === undefined) return notApplicable(unreached);
		let failures = 0;
		for (const bytes of cuts(reach, session.blockBytes)) {
			failures += writeUnderLimit(context, session, last, bytes);
			session.verify(undefined, "with the limit lifted");
			recover(session, [last]);
			session.reopen();
			session.verify(undefined, "after the fault and a reopen");
		}
		failures += fillUnderLimit(context, session, last, reach);
		session.close();
		return pass(
			`${failures} writes or flushes failed under limits around byte ${reach}, none lied`,
		);
	},
};

/** Several rounds, so that an engine with a cache comes to write it back. Counts the failures. */
function writeUnderLimit(
	context: CheckContext,
	session: Session,
	last: bigint,
	bytes: number,
): number {
	const when = `with the target limited to ${bytes} bytes`;
	let failures = 0;
	const flushed = underSizeLimit(context, bytes, () => {
		if (session.tryWrite(last) !== 0) failures += 1;
		session.tryRead(last, when);
		session.tryRead(0n, when);
		const status = session.tryFlush();
		if (status !== 0) failures += 1;
		session.tryRead(last, when);
		return status === 0;
	});
	session.verify([last, last - 1n, 0n, 1n], `after a write ${when}`);
	if (!flushed) return failures;
	// It said that everything acknowledged is durable: then a reopen must show it.
	session.engine.shutdown();
	session.open();
	session.verify([last, last - 1n, 0n, 1n], `after a write and a flush ${when}, and a reopen`);
	return failures;
}

/**
 * Many blocks, half of them out of reach: what a cache evicts meets the fault too. Of a larger
 * cache than so many blocks nothing is evicted.
 */
const fillBlocksMax = 1200;
/** What comes after it is five times as much work: slow engines are filled with less. */
const fillShare = 0.1;
const fillBlocksLeast = 200;

function fillUnderLimit(
	context: CheckContext,
	session: Session,
	last: bigint,
	reach: number,
): number {
	const count = Math.min(fillBlocksMax, context.capacityBlocks >> 1);
	const ids: bigint[] = [];
	// From the middle of what is written on, so that both halves are there when time is up.
	const beyond = BigInt(count >> 1);
	const limit = reach - session.blockBytes * (count >> 1);
	let failures = 0;
	const startedNs = context.nowNs();
	const goesOn = (): boolean =>
		ids.length < fillBlocksLeast ||
		(context.nowNs() - startedNs) / 1e6 < context.budgetMs * fillShare;
	underSizeLimit(context, Math.max(1, limit), () => {
		for (let index = 0; index < count && goesOn(); index++) {
			const step = BigInt(index >> 1);
			const id = last - (index % 2 === 0 ? beyond - 1n - step : beyond + step);
			ids.push(id);
			if (session.tryWrite(id) !== 0) failures += 1;
		}
		if (session.tryFlush() !== 0) failures += 1;
	});
	session.verify(undefined, `after ${ids.length} writes, half of them beyond the limit`);
	recover(session, ids);
	session.reopen();
	session.verify(undefined, "after the limit was lifted and everything was written again");
	return failures;
}

/**
 * An engine that never overwrites takes a place for each write, and gives it back when that failed.
 * With every block there, and so few of them, the places that it lost are missed.
 */
function refusedTakesNoSpace(context: CheckContext): void {
	context.target.renew();
	const count = Math.min(40, context.capacityBlocks);
	const session = new Session(context, { config: { capacity_blocks: count } });
	const ids = idsBelow(count);
	for (const id of ids) session.write(id);
	session.flush();
	underSizeLimit(context, 1, () => {
		for (let round = 0; round < 6; round++) for (const id of ids) session.tryWrite(id);
	});
	recover(session, ids);
	for (const id of ids) session.write(id);
	session.verify(undefined, `after ${count * 6} writes that the device refused`);
	session.close();
}

/** The failed write must not come back over a newer one: from a retry list, a cache, a queue. */
export const failedWriteStaysFailed: Check = {
	id: "faults.failed-write-stays-failed",
	title: "A write that failed never lands later, over a newer one or a delete of its block",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const last = BigInt(context.capacityBlocks) - 1n;
		session.write(last);
		session.flush();
		const reach = reachOfWrite(session, last);
		if (reach === undefined) return notApplicable(unreached);
		let failed = 0;
		for (let round = 0; round < 4; round++) {
			const bytes = Math.max(1, reach - (round % 2 === 0 ? session.blockBytes : 512));
			underSizeLimit(context, bytes, () => {
				if (session.tryWrite(last) !== 0) failed += 1;
				if (round === 3) session.tryFlush();
			});
			session.verify([last], "after a failed write");
			const newer = round === 1 ? session.tryDelete(last) : session.tryWrite(last);
			if (refusesWithReason(session, newer)) recover(session, [last]);
			else if (newer !== -errno.ENOENT) session.mustSucceed("a newer change", newer);
			session.verify([last], "after a newer change of the same block");
			if (session.tryFlush() !== 0) recover(session, [last]);
			session.verify([last], "after a failed write, a newer change and a flush");
			context.sleepMs(2);
			session.reopen();
			session.verify(undefined, "after a failed write, a newer change and a reopen");
		}
		session.close();
		refusedTakesNoSpace(context);
		if (failed === 0) return notApplicable("no write failed: the engine writes at a flush only");
		return pass(`${failed} failed writes stayed failed`);
	},
};
