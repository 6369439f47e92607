import {
	type CheckContext,
	type ClientMix,
	type ConcurrentPlan,
	type Engine,
	EngineFailure,
} from "../../harness/contract/index.ts";
import { errno } from "../model/errno.ts";
import { idsBelow } from "../model/ids.ts";
import { noOperations } from "../model/no-operations.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { openStandby } from "./swap-rules.ts";

/** As many as a batch has items: a batch names a block once. */
const shared = 256;
const own = 24;
/** With the fence in the middle of what the threads did; a lock may be had only when they end. */
const roundsMet = 5;
const roundsMost = 8;
/** For the start of a thread on a busy machine; what it does before the fence, and at it. */
const loadMs = 200;
const steps = 500;
const batches = 32;
/** At most, from the first write on. */
const fenceAfterMs = 3;

/**
 * Threads write through an engine, one call after the other and whole batches, in the moment when
 * another one takes over by force. What was acknowledged and not flushed may be lost then; but when
 * activate has returned, nothing of the former engine may land over what the next one writes, in
 * the same blocks or in the place that both believed free. Returns the take-overs.
 * Not covered: an engine that is not thread-safe; whether a write that met the fence was
 * acknowledged rightly.
 */
export async function fencedUnderWriters(context: CheckContext): Promise<number> {
	if (!context.descriptor.guarantees.includes("thread-safe")) return 0;
	if (context.capacityBlocks < shared + own) return 0;
	context.target.renew();
	const session = new Session(context);
	const ids = idsBelow(shared + own);
	const random = new Random(context.seed + 2);
	let [met, round] = [0, 0];
	for (; met < roundsMet && round < roundsMost; round++) {
		const former = session.engine;
		const next = openStandby(session);
		let over = false;
		const load = context.concurrent(former, planOf(context, former, round)).finally(() => {
			over = true;
		});
		// Awaited later: until then a failure has nobody who takes it.
		load.catch(() => undefined);
		const before = writesOf(former);
		while (!over && writesOf(former) === before) await Bun.sleep(0);
		const fenceNs = context.nowNs() + random.below(fenceAfterMs * 1000) * 1e3;
		while (!over && context.nowNs() < fenceNs) await Bun.sleep(0);
		if (!over) awaitWrite(context, former);
		session.mustSucceed("activate", next.activate());
		session.engine = next;
		for (const id of ids) session.write(id);
		const { problems } = await load;
		mustBeFenced(problems);
		if (problems.length > 0) met++;
		session.verify(ids, "after threads had written through an engine while it was fenced");
		// What it could not make durable it may report; the handle is gone either way.
		former.shutdown();
		session.reopen();
		session.verify(ids, "after the engine that threads wrote through was fenced, and a reopen");
	}
	session.close();
	return round;
}

function planOf(context: CheckContext, engine: Engine, round: number): ConcurrentPlan {
	const inBatches = round > 0 && engine.has("batch");
	const mix: ClientMix = { ...noOperations, ...(inBatches ? { writeBatch: 1 } : { write: 1 }) };
	return {
		clients: 2,
		stepsPerClient: inBatches ? batches : steps,
		blocks: idsBelow(shared).map(Number),
		prefill: true,
		mix,
		batchSize: inBatches ? shared : 1,
		seed: context.seed + round,
		untilNs: context.nowNs() + loadMs * 1e6,
		epoch: 100 + round,
		callerWorks: true,
		readsAtEnd: false,
	};
}

function writesOf(engine: Engine): bigint {
	const stats = engine.stats();
	return typeof stats === "number" ? 0n : stats.writeOperations;
}

/** In the middle of a batch, of an engine that counts its items one by one. */
function awaitWrite(context: CheckContext, engine: Engine): void {
	const [before, untilNs] = [writesOf(engine), context.nowNs() + fenceAfterMs * 1e6];
	while (writesOf(engine) === before && context.nowNs() < untilNs);
}

function mustBeFenced(problems: readonly { readonly message: string }[]): void {
	const other = problems.find(({ message }) => !message.endsWith(`returned ${-errno.ESTALE}`));
	if (other === undefined) return;
	throw new EngineFailure(
		`through an engine that was fenced while threads wrote: ${other.message}`,
		{ expected: "0 or -ESTALE" },
	);
}
