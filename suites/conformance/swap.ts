import type { Check, Engine } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";

/** Single-threaded rules of the hand-over; the drills in suites/swap do it under load. */
function openStandby(session: Session): Engine {
	return session.context.mustOpen({ standby: true });
}

function mustBeStale(session: Session, call: string, status: number): void {
	if (status === -errno.ESTALE) return;
	session.fail(`${call} returned ${statusName(status)}`, "-ESTALE", statusName(status));
}

function mustNotServeWrites(session: Session, engine: Engine, who: string): void {
	session.source.bytes.fill(0xdb);
	mustBeStale(session, `a write through ${who}`, engine.write(1n, session.source));
	mustBeStale(session, `a delete through ${who}`, engine.delete(1n));
	if (engine.has("batch")) {
		const { statuses } = engine.writeBatch([{ id: 1n, data: session.source }]);
		mustBeStale(session, `a batch write through ${who}`, statuses[0] ?? 0);
	}
	if (!engine.has("queue")) return;
	const queue = engine.createQueue(1);
	if (typeof queue === "number") return;
	const { source } = session;
	if (queue.submit([{ userData: 1n, opcode: "write", id: 1n, data: source }]) === 1) {
		const { completions } = queue.poll(1, 2_000_000);
		mustBeStale(session, `a queued write through ${who}`, completions[0]?.status ?? 0);
	}
	queue.destroy();
}

/** The session goes on with the next engine; the former one ends. */
function handOver(session: Session, next: Engine): void {
	const former = session.engine;
	session.mustSucceed("quiesce", former.quiesce(5000));
	session.verify(undefined, "through a quiesced engine");
	mustNotServeWrites(session, former, "a quiesced engine");
	session.mustSucceed("activate", next.activate());
	session.engine = next;
	session.verify(undefined, "through the activated engine");
	mustNotServeWrites(session, former, "the former engine");
	for (let id = 0n; id < 20n; id += 3n) session.write(id);
	session.delete(4n);
	session.mustSucceed("shutdown of the former engine", former.shutdown());
	session.verify(undefined, "after the former engine was shut down");
}

export const swapHandOver: Check = {
	id: "swap.hand-over",
	title: "After quiesce and activate the next engine has every acknowledged write and delete",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let round = 0; round < 5; round++) {
			const next = openStandby(session);
			// Acknowledged while the next engine was open already, and never flushed.
			for (let id = 0n; id < 60n; id += BigInt(1 + round)) session.write(id);
			session.delete(BigInt(round));
			handOver(session, next);
		}
		session.reopen();
		session.verify(undefined, "after 5 hand-overs and a reopen");
		session.close();
		return pass("5 hand-overs kept every acknowledged write and delete");
	},
};

/** Late: in the former engine's shutdown, or by a thread of it some time after. */
export const swapLateWrites: Check = {
	id: "swap.late-writes",
	title: "Nothing of the former engine reaches the device after the hand-over",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let round = 0; round < 3; round++) {
			const former = session.engine;
			const next = openStandby(session);
			for (let id = 0n; id < 40n; id++) session.write(id);
			session.mustSucceed("quiesce", former.quiesce(5000));
			session.mustSucceed("activate", next.activate());
			session.engine = next;
			for (let id = 0n; id < 40n; id++) session.write(id);
			session.delete(3n);
			former.flush();
			session.verify(undefined, "after a flush of the former engine");
			former.shutdown();
			context.sleepMs(15);
			session.verify(undefined, "15 ms after the former engine's shutdown");
			session.reopen();
			session.verify(undefined, "after the hand-over and a reopen");
		}
		session.close();
		return pass("3 hand-overs without a late write");
	},
};

export const swapFencing: Check = {
	id: "swap.fencing",
	title: "Activate fences the former writer, even one that was never quiesced",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let round = 0; round < 3; round++) {
			for (let id = 0n; id < 20n; id++) session.write(id);
			const next = openStandby(session);
			session.flush();
			const former = session.engine;
			session.mustSucceed("activate", next.activate());
			session.engine = next;
			mustNotServeWrites(session, former, "an engine that another one took over from");
			session.verify(undefined, "after writes through the fenced engine");
			for (let id = 0n; id < 20n; id += 2n) session.write(id);
			mustNotServeWrites(session, former, "an engine that another one took over from");
			former.flush();
			// What it could not make durable it may report; the handle is gone either way.
			former.shutdown();
			session.verify(undefined, "after the fenced engine was shut down");
		}
		session.reopen();
		session.verify(undefined, "after 3 take-overs and a reopen");
		session.close();
		return pass("3 engines that were not quiesced were fenced");
	},
};

export const swapStandby: Check = {
	id: "swap.standby",
	title: "A standby engine changes nothing until it is activated, and a quiesced one can come back",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let id = 0n; id < 20n; id++) session.write(id);
		for (let round = 0; round < 3; round++) {
			const standby = openStandby(session);
			mustNotServeWrites(session, standby, "a standby engine");
			session.write(BigInt(30 + round));
			session.sink.bytes.fill(0);
			const status = standby.read(BigInt(round), session.sink);
			if (status !== 0 && status !== -errno.EAGAIN && status !== -errno.ENOENT) {
				session.fail(
					`a read through a standby engine returned ${statusName(status)}`,
					"-EAGAIN or data",
				);
			}
			standby.shutdown();
			session.write(BigInt(40 + round));
			session.verify(undefined, "after a standby engine came and went");
			session.mustSucceed("quiesce", session.engine.quiesce(5000));
			mustNotServeWrites(session, session.engine, "a quiesced engine");
			session.mustSucceed("activate of the quiesced engine", session.engine.activate());
			session.write(BigInt(50 + round));
			session.verify(undefined, "after the quiesced engine was activated again");
		}
		session.reopen();
		session.verify(undefined, "after standby engines and a reopen");
		session.close();
		return pass("3 standby engines changed nothing; the quiesced engine came back 3 times");
	},
};

/** The device refuses writes at the moment of the activation, by a limit on its size. */
export const swapFailedActivation: Check = {
	id: "swap.failed-activation",
	title: "An activation that fails leaves the former writer serving and unfenced",
	needs: ["swap"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		let failed = 0;
		for (let round = 0; round < 3; round++) {
			for (let id = 0n; id < 20n; id++) session.write(id);
			session.flush();
			const next = openStandby(session);
			// Not one byte: a device that takes half of the hand-over is no fair question.
			context.faults.limitFileSize(0);
			const status = next.activate();
			context.faults.limitFileSize(undefined);
			if (status === 0) {
				session.engine.shutdown();
				session.engine = next;
				continue;
			}
			failed += 1;
			session.verify(undefined, "after an activation that failed");
			for (let id = 0n; id < 20n; id += 2n) session.write(id);
			session.delete(1n);
			handOver(session, next);
		}
		session.reopen();
		session.verify(undefined, "after failed activations and a reopen");
		session.close();
		return pass(`${failed} activations failed and left the former engine serving`);
	},
};

export const swapChecks: readonly Check[] = [
	swapHandOver,
	swapLateWrites,
	swapFencing,
	swapStandby,
	swapFailedActivation,
];
