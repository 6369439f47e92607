import type { Check, NativeBuffer } from "../../harness/contract/index.ts";
import { couldNotRun, keepsData, notApplicable, pass } from "../model/applies.ts";
import { findReach, recover, underSizeLimit } from "../model/reach.ts";
import { canaryByte } from "../model/sector.ts";
import { Session } from "../model/session.ts";
import { CutOff } from "./cut-off.ts";
import { reachOfWrite } from "./size-limit.ts";
import { Told } from "./told.ts";

/** One queued operation by itself, waited for; undefined when it never completed. */
function queueOnce(
	session: Session,
	opcode: "read" | "write",
	id: bigint,
	data: NativeBuffer,
): number | undefined {
	const queue = session.engine.createQueue(1);
	if (typeof queue === "number") return undefined;
	const taken = queue.submit([{ userData: 1n, opcode, id, data }]);
	const { completions } = taken === 1 ? queue.poll(1, 5_000_000) : { completions: [] };
	const status = completions[0]?.status;
	session.trail.add(`${opcode} in a queue`, id, 0, status ?? -1);
	queue.destroy();
	return status;
}

/** Writes through the queue and deletes while the device refuses writes; counts what failed. */
function changeUnderLimit(session: Session, id: bigint, bytes: number): number {
	let failed = 0;
	const told = new Told(session);
	underSizeLimit(session.context, bytes, () => {
		if (session.engine.has("queue")) {
			const state = session.nextState(id);
			session.render(state);
			const status = queueOnce(session, "write", id, session.source);
			if (status !== undefined) {
				session.note("write in a queue", id, state, status);
				told.see("write", status, "a queued write");
			}
			failed += status === 0 ? 0 : 1;
		}
		const deleted = session.tryDelete(id - 1n);
		told.see("delete", deleted, "a delete");
		if (deleted !== 0) failed += 1;
	});
	told.stop();
	const when = `after a queued write and a delete with the target limited to ${bytes} bytes`;
	session.verify([id, id - 1n], when);
	told.mustBeCounted();
	recover(session, [id, id - 1n]);
	return failed;
}

/**
 * Errors of the device by the ways in that the other checks of faults do not take: queued writes
 * and deletes. What returned 0 must have happened.
 */
export const faultsOfChanges: Check = {
	id: "faults.queue-and-delete",
	title: "A queued write or a delete that the device refused is not reported as done",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: 8 } });
		const last = BigInt(context.capacityBlocks) - 1n;
		session.write(last);
		session.write(last - 1n);
		session.flush();
		const reach = reachOfWrite(session, last);
		if (reach === undefined) return notApplicable("no write failed under a limit on its size");
		let failed = 0;
		for (const bytes of [reach - 512, reach - session.blockBytes, 512, 1]) {
			if (bytes > 0) failed += changeUnderLimit(session, last, bytes);
		}
		session.verify(undefined, "with the limit lifted");
		session.reopen();
		session.verify(undefined, "after the faults and a reopen");
		session.close();
		if (failed === 0) return notApplicable("nothing failed: the engine writes at a flush only");
		return pass(`${failed} queued writes and deletes failed, none lied`);
	},
};

/** Every way of reading, of a block whose end was cut off. */
function readEveryWay(session: Session, id: bigint, when: string): number {
	const { engine, sink } = session;
	let failed = 0;
	const told = new Told(session);
	const judge = (call: string, status: number, bytes: Uint8Array): void => {
		session.trail.add(call, id, 0, status);
		if (status !== 0) failed += 1;
		told.see("read", status, `a ${call}`);
		const problem = status === 0 ? session.ledger.judge(id, 0, bytes) : undefined;
		if (problem !== undefined) session.failProblem(problem, `${call} ${when}`);
	};
	if (engine.has("batch")) {
		sink.bytes.fill(canaryByte);
		judge("read in a batch", engine.readBatch([{ id, data: sink }]).statuses[0] ?? 0, sink.bytes);
	}
	if (engine.has("queue")) {
		sink.bytes.fill(canaryByte);
		const status = queueOnce(session, "read", id, sink);
		if (status !== undefined) judge("read in a queue", status, sink.bytes);
	}
	if (engine.has("lease")) {
		const lease = engine.lease(id);
		judge("lease", lease.status, lease.bytes ?? new Uint8Array(0));
		if (lease.status === 0) engine.release(lease.address);
	}
	told.mustBeCounted();
	return failed;
}

export const faultsOfReads: Check = {
	id: "faults.truncated-every-way",
	title: "Batches, queues and leases do not make up what the device no longer has",
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
			return notApplicable("the engine maps its target: a read behind the end is SIGBUS");
		}
		const cutOff = new CutOff(session);
		const { id } = cutOff;
		const single = (): boolean =>
			cutOff.session.tryRead(id) === 0 && !cutOff.session.sink.bytes.every((byte) => byte === 0);
		const reach = findReach(context, (bytes) => cutOff.search(bytes, single));
		let failed = 0;
		for (const cut of reach === undefined ? [] : [1, 512, session.blockBytes >> 1]) {
			const bytes = reach === undefined ? whole : reach - cut;
			const when = `with the target cut to ${bytes} bytes`;
			failed += cutOff.within(bytes, () => readEveryWay(cutOff.session, id, when));
		}
		cutOff.session.write(id);
		cutOff.session.abandon();
		if (failed === 0) return notApplicable("no read failed: the engine answers from memory");
		return pass(`${failed} reads of a block that was cut off failed, none lied`);
	},
};
