import { type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { errno } from "./errno.ts";
import type { Session } from "./session.ts";

const step = 512;

/**
 * Where in the file a block lies, found from outside: the smallest size that a fault may leave for
 * an operation on it to still succeed. Engines lay out their files as they like; faults that are
 * to hit the middle of a block need to know. `works` must be monotonic: it must not succeed under
 * a harder fault than one it failed under. Undefined: nothing fails, however hard the fault.
 */
export function findReach(
	context: CheckContext,
	works: (sizeBytes: number) => boolean,
): number | undefined {
	if (works(step)) return undefined;
	let [low, high] = [1, Math.ceil(context.target.sizeBytes / step) + 1];
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (works(middle * step)) high = middle;
		else low = middle;
	}
	return high * step;
}

/** With the target's size limited to this many bytes; the limit is gone when it returns. */
export function underSizeLimit<Result>(
	context: CheckContext,
	bytes: number,
	act: () => Result,
): Result {
	context.faults.limitFileSize(bytes);
	try {
		return act();
	} finally {
		context.faults.limitFileSize(undefined);
	}
}

/** After a fault is gone: the block is written anew and flushed; an engine may need a reopen. */
export function recover(session: Session, ids: readonly bigint[]): void {
	if (worksAgain(session, ids)) return;
	// -EIO until it was reopened is lawful; what was not flushed is of unknown outcome then.
	for (const id of ids) session.ledger.maybe(id, { kind: "absent" }, true);
	session.engine.shutdown();
	session.open();
	for (const id of ids) session.write(id);
	const status = session.tryFlush();
	if (status !== 0) {
		throw new EngineFailure(`after the fault was gone and a reopen a flush returned ${status}`);
	}
}

/**
 * An engine that lost something may take no more changes until it is reopened, if it says so. Not
 * for want of space: it was asked for no more blocks than it granted.
 */
export function refusesWithReason(session: Session, status: number): boolean {
	const lawful = status === -errno.EIO || status === -errno.EFBIG || status === -errno.EROFS;
	return lawful && session.engine.lastError() !== "";
}

function worksAgain(session: Session, ids: readonly bigint[]): boolean {
	for (const id of ids) {
		const status = session.tryWrite(id);
		if (refusesWithReason(session, status)) return false;
		session.mustSucceed(`write of block ${id} after the fault was gone`, status);
	}
	return session.tryFlush() === 0;
}
