import type { Check, CheckContext } from "../../harness/contract/index.ts";
import { couldNotRun, keepsData, notApplicable, pass } from "../model/applies.ts";
import { idsBelow } from "../model/ids.ts";
import { mustHaveRoomFor } from "../model/leases.ts";
import { findReach } from "../model/reach.ts";
import { Session } from "../model/session.ts";
import { CutOff } from "./cut-off.ts";
import { Told } from "./told.ts";

const poolBuffers = 4;

/**
 * The target's end is cut off while the engine is open. A read of what lay there is an error, or
 * right (from a cache): never 0 with anything else. Where absent blocks read as zeros, an engine
 * can't tell a block that is cut off whole from one that was never written; that is let pass, a
 * block cut in the middle is not. Not covered: a block device, which keeps its size; an engine that
 * maps its target, which the kernel kills for a read behind the end, and the ABI lets no plugin
 * handle that.
 */
export const truncatedTarget: Check = {
	id: "faults.truncated-target",
	title: "A read of a block that was cut off is an error, not a success with other bytes",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const { target } = context;
		if (!target.resizable) return notApplicable("a block device can't be cut off");
		const whole = target.sizeBytes;
		try {
			target.truncate(whole);
		} catch (error) {
			return couldNotRun(`the target can't be truncated: ${(error as Error).message}`);
		}
		const session = new Session(context);
		if (context.process.mappings().includes(target.path)) {
			session.abandon();
			return notApplicable(
				"the engine maps its target: a read behind the end is SIGBUS, no status",
			);
		}
		const cutOff = new CutOff(session);
		const { id } = cutOff;
		const readAt = (bytes: number) => (): boolean => {
			const now = cutOff.session;
			const told = new Told(now);
			const status = now.tryRead(id, `with the target cut to ${bytes} bytes`);
			told.see("read", status, "a read");
			told.mustBeCounted();
			return status === 0 && !readAsZeros(now);
		};
		const reach = findReach(context, (bytes) => cutOff.search(bytes, readAt(bytes)));
		if (reach === undefined) {
			cutOff.session.abandon();
			return notApplicable("no read failed: the engine answers from memory");
		}
		const { blockBytes } = session;
		const cuts = [1, 511, 512, blockBytes >> 1, blockBytes - 512, blockBytes - 1, blockBytes];
		let failed = 0;
		for (const cut of [...new Set(cuts)].filter((bytes) => bytes > 0)) {
			if (!cutOff.within(reach - cut, readAt(reach - cut))) failed += 1;
		}
		cutOff.session.write(id);
		cutOff.session.read(id, "after the target was whole again and the block was written");
		cutOff.session.abandon();
		if (session.engine.has("lease")) mustKeepPool(context, id, reach - 1);
		return pass(`${failed} reads of a block cut off at byte ${reach} failed, none lied`);
	},
};

/** A lease that failed for the device's sake gives its buffer back: the pool is whole then. */
function mustKeepPool(context: CheckContext, id: bigint, cutTo: number): void {
	const { target } = context;
	const whole = target.sizeBytes;
	target.renew();
	const session = new Session(context, { config: { pool_buffers: poolBuffers } });
	session.write(id);
	session.flush();
	target.truncate(cutTo);
	for (let tried = 0; tried <= poolBuffers; tried++) {
		const { status, address } = session.engine.lease(id);
		if (status === 0) session.engine.release(address);
	}
	target.truncate(whole);
	// Different blocks: leases of one may share a buffer.
	const ids = [id, ...idsBelow(poolBuffers)];
	for (const each of ids) session.write(each);
	mustHaveRoomFor(session, poolBuffers, ids, "after leases of a block that was cut off");
	session.abandon();
}

function readAsZeros(session: Session): boolean {
	return session.sink.bytes.every((byte) => byte === 0);
}
