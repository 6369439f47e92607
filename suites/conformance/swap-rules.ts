import type { Engine } from "../../harness/contract/index.ts";
import { errno, statusName } from "../model/errno.ts";
import type { Session } from "../model/session.ts";

/** Single-threaded rules of the hand-over; the drills in suites/swap do it under load. */
export function openStandby(session: Session): Engine {
	return session.context.mustOpen({ standby: true });
}

export function mustBeStale(session: Session, call: string, status: number): void {
	if (status === -errno.ESTALE) return;
	session.fail(`${call} returned ${statusName(status)}`, "-ESTALE", statusName(status));
}

export function mustNotServeWrites(session: Session, engine: Engine, who: string): void {
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
export function handOver(session: Session, next: Engine): void {
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
