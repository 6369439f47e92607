import type { CheckContext, EngineConfig } from "../../harness/contract/index.ts";
import type { Session } from "../model/session.ts";

/** Something that is done again and again and must cost nothing in the end. */
export interface Habit {
	readonly name: string;
	/** What the harness itself keeps for each call, generously; less than that is no leak. */
	readonly harnessBytes?: number;
	/** Nothing is open afterwards, and no thread was started whose stack could stay a while. */
	readonly leavesNothing?: boolean;
	/** Not for thousands of times: it costs the harness memory, or the device a sync. */
	readonly seldom?: boolean;
	run(): void;
}

/** A context remembers every engine that it opened. */
const bytesPerOpen = 4096;

export function openingHabits(context: CheckContext): Habit[] {
	const refused: EngineConfig[] = [{ block_size: 4097 }];
	refused.push({ device: `${context.target.path}-missing` });
	refused.push({ block_size: context.descriptor.blockBytesMax * 4 });
	// Refused only once the device is open, and so by another way out.
	refused.push({ capacity_blocks: 2 ** 40 });
	return [
		{
			name: "initialize and shutdown",
			harnessBytes: bytesPerOpen,
			run: () => void context.mustOpen().shutdown(),
		},
		{
			name: "refused initialize",
			leavesNothing: true,
			harnessBytes: bytesPerOpen * 3,
			run: () => {
				for (const config of refused) {
					const outcome = context.open(config);
					if (outcome.ok) outcome.engine.shutdown();
				}
			},
		},
		{
			name: "initialize of a device that is in use",
			harnessBytes: bytesPerOpen * 2,
			run: () => {
				const engine = context.mustOpen();
				const second = context.open();
				if (second.ok) second.engine.shutdown();
				engine.shutdown();
			},
		},
	];
}

/** For a few dozen times. A log that nobody reads may fill its ring. */
export function seldomHabits(session: Session): Habit[] {
	const { engine } = session;
	const seldom = workingHabits(session).filter((habit) => habit.seldom === true);
	return seldom.map((habit) => ({
		...habit,
		run: () => {
			habit.run();
			if (engine.has("logging")) engine.drainLog();
		},
	}));
}

/** What is done with an open engine; each habit leaves things as they were. */
export function workingHabits(session: Session): Habit[] {
	const { engine, source, sink, context } = session;
	const outside = BigInt(context.capacityBlocks);
	const habits: Habit[] = [
		{ name: "write", run: () => void engine.write(1n, source) },
		{ name: "read", run: () => void engine.read(1n, sink) },
		{ name: "read of an absent block", run: () => void engine.read(77n, sink) },
		{ name: "refused write", run: () => void engine.write(outside, source) },
		{ name: "refused read", run: () => void engine.read(1n, sink, 3) },
		{ name: "delete and write", run: () => void (engine.delete(2n) + engine.write(2n, source)) },
		{ name: "flush", run: () => void engine.flush() },
		{ name: "stats", run: () => void engine.stats() },
	];
	const item = { id: 3n, data: source };
	const optional: [Parameters<typeof engine.has>[0], Habit][] = [
		["batch", { name: "write batch", run: () => void engine.writeBatch([item, item]) }],
		["batch", { name: "read batch", run: () => void engine.readBatch([{ id: 1n, data: sink }]) }],
		["batch", { name: "batch with refused items", run: () => refusedBatch(session) }],
		["lease", { name: "lease and release", run: () => leaseOnce(session) }],
		["lease", { name: "lease of an absent block", run: () => void leaseAbsent(session) }],
		["queue", { name: "queue", run: () => queueOnce(session) }],
		["health", { name: "health", run: () => void engine.checkHealth() }],
		["metrics", { name: "metrics", run: () => void engine.collectMetrics() }],
		["logging", { name: "log", run: () => void engine.drainLog() }],
		["logging", { name: "log level", seldom: true, run: () => void engine.setLogLevel(1) }],
		["fallback", { name: "fallback", seldom: true, run: () => void engine.fallback() }],
		["swap", { name: "hand-over to itself", seldom: true, run: () => handOver(session) }],
	];
	for (const [capability, habit] of optional) if (engine.has(capability)) habits.push(habit);
	return habits;
}

function leaseOnce({ engine, context }: Session): void {
	const lease = engine.lease(1n);
	if (lease.status === 0) engine.release(lease.address);
	engine.lease(BigInt(context.capacityBlocks));
}

function leaseAbsent({ engine }: Session): void {
	const lease = engine.lease(77n);
	// Zeros, of an engine whose absent blocks read so.
	if (lease.status === 0) engine.release(lease.address);
}

function refusedBatch({ engine, sink, source, context }: Session): void {
	const outside = BigInt(context.capacityBlocks);
	engine.writeBatch([
		{ id: outside, data: source },
		{ id: 3n, data: source, length: 1 },
	]);
	engine.readBatch([
		{ id: outside, data: sink },
		{ id: 77n, data: sink },
	]);
}

function handOver({ engine }: Session): void {
	engine.quiesce(1000);
	engine.activate();
}

function queueOnce({ engine, source, context }: Session): void {
	const queue = engine.createQueue(2);
	if (typeof queue === "number") return;
	const outside = BigInt(context.capacityBlocks);
	queue.submit([
		{ userData: 1n, opcode: "write", id: 4n, data: source },
		{ userData: 2n, opcode: "write", id: outside, data: source },
	]);
	queue.poll(2, 100_000);
	queue.destroy();
}
