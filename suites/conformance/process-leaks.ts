import {
	type Check,
	type CheckContext,
	type EngineConfig,
	EngineFailure,
} from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { Session } from "../model/session.ts";

/** Something that is done again and again and must cost nothing in the end. */
interface Habit {
	readonly name: string;
	/** What the harness itself keeps for each call, generously; less than that is no leak. */
	readonly harnessBytes?: number;
	/** Not for thousands of times: it costs the harness memory, or the device a sync. */
	readonly seldom?: boolean;
	run(): void;
}

const cycles = 12;
/** A context remembers every engine that it opened. */
const bytesPerOpen = 4096;

function openingHabits(context: CheckContext): Habit[] {
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

/** What is done with an open engine; each habit leaves things as they were. */
function workingHabits(session: Session): Habit[] {
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
		["lease", { name: "lease and release", run: () => leaseOnce(session) }],
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

function handOver({ engine }: Session): void {
	engine.quiesce(1000);
	engine.activate();
}

function queueOnce({ engine, source }: Session): void {
	const queue = engine.createQueue(2);
	if (typeof queue === "number") return;
	queue.submit([{ userData: 1n, opcode: "write", id: 4n, data: source }]);
	queue.poll(2, 100_000);
	queue.destroy();
}

function mustNotGrow(habit: Habit, what: string, count: () => number): void {
	for (let warmUp = 0; warmUp < 2; warmUp++) habit.run();
	const before = count();
	for (let cycle = 0; cycle < cycles; cycle++) habit.run();
	const grown = count() - before;
	if (grown < cycles / 2) return;
	throw new EngineFailure(`${cycles} times ${habit.name} left ${grown} ${what} more than before`, {
		expected: `no more ${what} than before`,
		found: `${before + grown}, up from ${before}`,
	});
}

export const descriptorLeak: Check = {
	id: "process.descriptor-leak",
	title: "No operation, no refusal and no life cycle leaves a file descriptor open",
	needs: [],
	depth: "quick",
	run(context) {
		const count = (): number => context.process.descriptors().length;
		const opening = openingHabits(context);
		for (const habit of opening) mustNotGrow(habit, "descriptors", count);
		const session = new Session(context);
		const working = workingHabits(session);
		for (const habit of working) mustNotGrow(habit, "descriptors", count);
		session.close();
		return pass(`${opening.length + working.length} habits, ${cycles} times each`);
	},
};

/** Threads end with their engine; a plugin has no children. */
export const threadsAndChildren: Check = {
	id: "process.threads-and-children",
	title: "A shutdown ends the engine's threads, and no process is forked",
	needs: [],
	depth: "quick",
	run(context) {
		const childrenBefore = context.process.children().length;
		const mustBeAlone = (when: string): void => {
			const children = context.process.children();
			if (children.length <= childrenBefore) return;
			throw new EngineFailure(`${when} the plugin had forked ${children.length} child processes`);
		};
		const habit = {
			name: "initialize, work and shutdown",
			run: () => {
				const session = new Session(context);
				for (const one of workingHabits(session)) one.run();
				mustBeAlone("with an engine open");
				session.close();
				// Threads that were told to end may still be on their way out.
				context.sleepMs(1);
				mustBeAlone("after its shutdown");
			},
		};
		mustNotGrow(habit, "threads", () => context.process.threads());
		return pass(`${cycles} life cycles left no thread and no child process`);
	},
};

export type { Habit };
export { openingHabits, workingHabits };
