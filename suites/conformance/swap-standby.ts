import type { Check } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";
import { handOver, mustNotServeWrites, openStandby } from "./swap-rules.ts";

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
			const counted = operationsCounted(session);
			session.mustSucceed("quiesce", session.engine.quiesce(5000));
			mustNotServeWrites(session, session.engine, "a quiesced engine");
			session.mustSucceed("activate of the quiesced engine", session.engine.activate());
			mustHaveCounted(session, counted);
			session.write(BigInt(50 + round));
			session.verify(undefined, "after the quiesced engine was activated again");
			quiesceInNoTime(session, round);
		}
		session.reopen();
		session.verify(undefined, "after standby engines and a reopen");
		session.close();
		return pass("3 standby engines changed nothing; the quiesced engine came back 3 times");
	},
};

function operationsCounted(session: Session): string {
	const { readOperations, writeOperations, deleteOperations } = session.stats();
	return `${readOperations} reads, ${writeOperations} writes, ${deleteOperations} deletes`;
}

/** They count since initialize: nothing is forgotten, or added, when an engine serves again. */
function mustHaveCounted(session: Session, before: string): void {
	const after = operationsCounted(session);
	if (after === before) return;
	session.fail("a quiesced engine that was activated again has other counters", before, after);
}

/** "-ETIMEDOUT after deadline_ms: it goes on serving", however little time that is. */
function quiesceInNoTime(session: Session, round: number): void {
	const status = session.engine.quiesce(0);
	session.trail.add("quiesce in 0 ms", undefined, 0, status);
	if (status === -errno.ETIMEDOUT) {
		session.write(1n);
		session.delete(2n);
		session.verify(undefined, "after a quiesce that ran out of time");
		return;
	}
	session.mustSucceed("quiesce in 0 ms", status);
	mustNotServeWrites(session, session.engine, "a quiesced engine");
	// A plain life after it: the mark of a hand-over that nobody finished must not stay.
	if (round % 2 === 0) session.reopen();
	else session.mustSucceed("activate of the quiesced engine", session.engine.activate());
	session.write(1n);
	session.verify(undefined, "after a quiesce in 0 ms");
}

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

export const standbyChecks: readonly Check[] = [swapStandby, swapFailedActivation];
