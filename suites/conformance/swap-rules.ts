import type { Engine, EngineQueue } from "../../harness/contract/index.ts";
import { errno, statusName } from "../model/errno.ts";
import type { Session } from "../model/session.ts";

/** Single-threaded rules of the hand-over; the drills in suites/swap do it under load. */
export function openStandby(session: Session): Engine {
	return session.context.mustOpen({ ...session.config, standby: true });
}

export function mustBeStale(session: Session, call: string, status: number): void {
	if (status === -errno.ESTALE) return;
	session.fail(`${call} returned ${statusName(status)}`, "-ESTALE", statusName(status));
}

/** What is refused is no success either: "-ESTALE ... never" counts as one. */
export function mustNotServeWrites(session: Session, engine: Engine, who: string): void {
	const before = changesCounted(engine);
	refuseWrites(session, engine, who);
	const after = changesCounted(engine);
	if (after === before) return;
	session.fail(
		`${who} counted ${after - before} writes and deletes as done that it had refused`,
		"never as successes",
	);
}

function changesCounted(engine: Engine): bigint {
	const stats = engine.stats();
	return typeof stats === "number" ? 0n : stats.writeOperations + stats.deleteOperations;
}

const refused = [1n, 2n, 5n];

function refuseWrites(session: Session, engine: Engine, who: string): void {
	const { source } = session;
	source.bytes.fill(0xdb);
	mustBeStale(session, `a write through ${who}`, engine.write(1n, source));
	mustBeStale(session, `a delete through ${who}`, engine.delete(1n));
	if (engine.has("batch")) {
		// A batch that ends at the first refusal tells of the rest what it was told of nothing.
		const { status, statuses } = engine.writeBatch(refused.map((id) => ({ id, data: source })));
		mustBeStale(session, `a batch write through ${who}`, status);
		for (const [at, one] of statuses.entries())
			mustBeStale(session, `item ${at} of a batch write through ${who}`, one);
	}
	if (!engine.has("queue")) return;
	const queue = engine.createQueue(1);
	if (typeof queue === "number") return;
	mustRefuseQueued(session, queue, who);
	queue.destroy();
}

/** The queue may be older than the fence: what it was then allowed it is not any more. */
export function mustRefuseQueued(session: Session, queue: EngineQueue, who: string): void {
	session.source.bytes.fill(0xdb);
	const operation = { userData: 1n, opcode: "write", id: 1n, data: session.source } as const;
	if (queue.submit([operation]) !== 1) return;
	const { completions } = queue.poll(1, 2_000_000);
	mustBeStale(session, `a queued write through ${who}`, completions[0]?.status ?? 0);
}

/** A count in eight bits has come round by then; so many at least on a machine that is busy. */
const triesMost = 260;
const triesLeast = 70;
const triesMs = 10;

/** Asked again and again, of blocks that exist and of new ones, and with a flush now and then. */
export function mustStayFenced(session: Session, engine: Engine, who: string): void {
	const { context, source } = session;
	const until = context.nowNs() + triesMs * 1e6;
	for (let n = 0; n < triesMost && (n < triesLeast || context.nowNs() < until); n++) {
		const id = BigInt(n % 40);
		source.bytes.fill(0xdb);
		if (n % 4 === 3) mustBeStale(session, `delete ${n} through ${who}`, engine.delete(id));
		else mustBeStale(session, `write ${n} through ${who}`, engine.write(id, source));
		// What it could not make durable it may report.
		if (n === triesLeast / 2) engine.flush();
	}
	for (let id = 0n; id < 40n; id++) session.read(id, `after many calls of ${who}`);
}

/** Reads may go on there: what is answered is right, and only -ESTALE is no answer. */
function readThroughQuiesced(session: Session): void {
	for (const id of session.ledger.ids()) {
		const status = session.tryRead(id, "through a quiesced engine");
		if (status === 0 || status === -errno.ENOENT) continue;
		mustBeStale(session, `a read of block ${id} through a quiesced engine`, status);
	}
}

/** The session goes on with the next engine; the former one ends. */
export function handOver(session: Session, next: Engine): void {
	const former = session.engine;
	session.mustSucceed("quiesce", former.quiesce(5000));
	readThroughQuiesced(session);
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
