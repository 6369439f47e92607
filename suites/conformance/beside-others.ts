import type { Check, CheckContext, EngineConfig } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import {
	type Held,
	mustBeUnchanged,
	mustHaveRoomFor,
	mustLease,
	release,
} from "../model/leases.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Session } from "../model/session.ts";

const depth = 8;
const poolBuffers = 4;
const ids = Array.from({ length: 24 }, (_, id) => BigInt(id));

/**
 * What an engine holds for its caller between two calls - leases, operations in flight, counters,
 * health, settings - while others in the process open, are refused, work, hand over and end.
 * concurrency.beside-others asks the same of calls under way.
 */
export const besideOthers: Check = {
	id: "lifecycle.beside-others",
	title: "What an engine holds outlives the opening, refusal and end of other engines",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, {
			config: { queue_depth: depth, pool_buffers: poolBuffers, log_level: "error" },
		});
		for (const id of ids) session.write(id);
		const events = eventsOf(context);
		for (const [event, happen] of Object.entries(events)) {
			const held = holdOn(session);
			happen();
			held.mustBeThere(`after ${event}`);
		}
		session.verify(ids, "after all that");
		session.reopen();
		session.verify(ids, "after all that and a reopen");
		session.close();
		return pass(`${Object.keys(events).length} events in other engines changed nothing`);
	},
};

function eventsOf(context: CheckContext): Record<string, () => void> {
	const { blockBytesMin, blockBytesMax } = context.descriptor;
	const device = context.target.another().path;
	const config: EngineConfig = { device, capacity_blocks: 64, log_level: "debug" };
	const otherSize = context.blockBytes === blockBytesMin ? blockBytesMax : blockBytesMin;
	const refuse = (bad: EngineConfig): void => {
		const outcome = context.open({ ...config, ...bad });
		if (outcome.ok) outcome.engine.shutdown();
	};
	let other: Session | undefined;
	return {
		"an initialize with a bad block size": () => refuse({ block_size: blockBytesMax * 4 }),
		"an initialize without a device": () => refuse({ device: `${device}-missing` }),
		"an initialize with too many blocks": () => refuse({ capacity_blocks: 2 ** 40 }),
		"another engine was opened": () => {
			other = new Session(context, { config });
		},
		"another engine worked": () => work(other),
		"another engine was shut down": () => other?.close(),
		"another engine's device was opened again": () => {
			other = new Session(context, { config, ...(other ? { ledger: other.ledger } : {}) });
			other.verify(undefined, "beside another engine");
			other.close();
		},
		"an engine of another block size lived": () => {
			const small = { ...config, block_size: otherSize, capacity_blocks: 4 };
			const one = new Session(context, {
				config: { ...small, device: context.target.another().path },
			});
			for (const id of [0n, 1n]) one.write(id);
			one.verify(undefined, "with another block size beside another engine");
			one.close();
		},
	};
}

/** All that an engine can do, refusals too: none of it is the first engine's business. */
function work(other: Session | undefined): void {
	if (other === undefined) return;
	const { engine, source, context } = other;
	for (let id = 0n; id < 8n; id++) other.write(id);
	other.delete(3n);
	other.flush();
	engine.write(BigInt(context.capacityBlocks) + 64n, source);
	engine.write(1n, source, 1);
	if (engine.has("lease")) release(other, mustLease(other, 2n));
	if (engine.has("logging")) engine.setLogLevel(3);
	other.verify(undefined, "beside another engine");
}

/** Takes everything that can be held, and remembers what the engine tells of itself. */
function holdOn(session: Session) {
	const { engine } = session;
	const leased: Held[] = [];
	if (engine.has("lease")) for (const id of [1n, 5n]) leased.push(mustLease(session, id));
	const queue = engine.has("queue") ? new QueueDriver(session, depth) : undefined;
	queue?.submit([10n, 11n, 12n].map((id) => ({ opcode: "write", id })));
	queue?.submit([13n, 14n].map((id) => ({ opcode: "read", id })));
	// What is in flight may be counted by now or later.
	const before = queue === undefined ? session.stats() : undefined;
	return {
		mustBeThere(when: string): void {
			mustBeSame(session, before, when);
			for (const one of leased) mustBeUnchanged(session, one, when);
			if (leased.length > 0) mustHaveRoomFor(session, poolBuffers - leased.length, ids, when);
			for (const one of leased) release(session, one);
			queue?.drain();
			queue?.destroy();
			queue?.free();
			session.write(7n);
			session.delete(8n);
			session.write(8n);
			session.verify(ids, when);
			if (engine.has("health")) mustBeHealthy(session, when);
			const present = BigInt(session.ledger.presentCount() ?? 0) * BigInt(session.blockBytes);
			const { usedBytes } = session.stats();
			if (usedBytes !== present)
				session.fail(`${when} used_bytes is ${usedBytes}`, String(present));
		},
	};
}

type Counters = ReturnType<Session["stats"]>;

function mustBeSame(session: Session, before: Counters | undefined, when: string): void {
	if (before === undefined) return;
	const after = session.stats();
	for (const [name, value] of Object.entries(before)) {
		const now = Reflect.get(after, name);
		// The two doubles are estimates of the recent past.
		if (typeof value !== "bigint" || now === value) continue;
		session.fail(`${when} ${name} is ${now}`, `${value}, as before`);
	}
}

function mustBeHealthy(session: Session, when: string): void {
	const { healthy, reason } = session.engine.checkHealth();
	if (healthy !== 1) session.fail(`${when} check_health returned ${healthy} ("${reason}")`, "1");
}
