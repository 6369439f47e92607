import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { Session } from "../model/session.ts";
import { workingHabits } from "./habits.ts";

type Facts = Readonly<Record<string, string>>;

function mustBeSame(before: Facts, after: Facts, when: string): void {
	for (const [fact, value] of Object.entries(before)) {
		if (after[fact] === value) continue;
		throw new EngineFailure(`${when} the process has other ${fact} than before`, {
			expected: value,
			found: after[fact] ?? "nothing",
		});
	}
}

const callsMost = 1200;

/** What is done once in hundreds of calls: a line printed, a handler set when a pool is empty. */
function again(context: CheckContext, session: Session): number {
	const habits = workingHabits(session).filter(({ seldom }) => seldom !== true);
	let calls = 0;
	for (const habit of habits) {
		const end = context.nowNs() + (0.2 * context.budgetMs * 1e6) / habits.length;
		for (let n = 0; n < callsMost && context.nowNs() < end; n++, calls++) habit.run();
	}
	return calls;
}

/**
 * Signal handlers and masks, umask, directory, environment, locale, limits, descriptors 0 to 2,
 * text on stdout and stderr, the calling thread's name, processors, priority and floating-point
 * mode; the library's constructors are judged as well. Not covered: what is put back in time.
 */
export const surroundings: Check = {
	id: "process.surroundings",
	title: "The plugin leaves its process as it was: signals, limits, environment, descriptors 0-2",
	needs: [],
	depth: "quick",
	run(context) {
		let calls = 0;
		const before = context.process.surroundingsBeforeLoad();
		mustBeSame(before, context.process.surroundings(), "after the library was loaded");
		for (let cycle = 0; cycle < 2; cycle++) {
			const session = new Session(context, { config: { queue_depth: 8, pool_buffers: 8 } });
			mustBeSame(before, context.process.surroundings(), "after initialize");
			for (const habit of workingHabits(session)) {
				for (let n = 0; n < 3; n++) habit.run();
				mustBeSame(before, context.process.surroundings(), `after ${habit.name}`);
			}
			if (cycle === 1) calls = again(context, session);
			mustBeSame(before, context.process.surroundings(), `after ${calls} more calls`);
			session.close();
			mustBeSame(before, context.process.surroundings(), "after shutdown");
		}
		const outcome = context.open({ block_size: 3 });
		if (outcome.ok) outcome.engine.shutdown();
		mustBeSame(before, context.process.surroundings(), "after a refused initialize");
		return pass(
			`${Object.keys(before).length} facts of the process stayed as they were in ${calls} calls`,
		);
	},
};

interface Flags {
	readonly direct: number;
	readonly buffered: number;
}

function writableFlags(context: CheckContext): Flags {
	const open = context.process.openFlags(context.target.path).filter(({ writable }) => writable);
	const direct = open.filter((one) => one.direct).length;
	return { direct, buffered: open.length - direct };
}

/**
 * Only engines that promise direct I/O are held to it: how the others do it is their affair. They
 * may open and close descriptors as they like, and keep buffered ones for their metadata beside the
 * direct ones. Not covered: what goes through a buffered descriptor while a direct one is open, and
 * engines that hold no descriptor of the target between two calls.
 */
export const directIo: Check = {
	id: "process.direct-io",
	title: "An engine that promises O_DIRECT does not silently work through the page cache",
	needs: [],
	appliesTo(descriptor) {
		if (descriptor.guarantees.includes("direct-io")) return keepsData(descriptor);
		return "the engine does not promise direct I/O";
	},
	hostNeeds: ["direct-io"],
	depth: "quick",
	run(context) {
		const session = new Session(context);
		session.write(2n);
		session.read(2n);
		const first = writableFlags(context);
		if (first.direct + first.buffered === 0) {
			session.close();
			return notApplicable("the engine holds no writable descriptor of the target between calls");
		}
		if (first.direct === 0) {
			const said = saidSo(session);
			session.close();
			if (said) return notApplicable("the engine says in its log that it works without O_DIRECT");
			return session.fail(
				"the engine promises direct I/O, but no writable descriptor of the target is O_DIRECT",
				"O_DIRECT, or a log line that says why not",
				`${first.buffered} buffered descriptors`,
			);
		}
		oddWork(session);
		mustStayDirect(session, first, "after unaligned buffers and refused calls");
		session.reopen();
		session.write(2n);
		mustStayDirect(session, first, "after a reopen");
		session.close();
		return pass(`${first.direct} writable descriptors were O_DIRECT and stayed so`);
	},
};

function saidSo(session: Session): boolean {
	if (!session.engine.has("logging")) return false;
	const log = session.engine.drainLog();
	return typeof log === "string" && /direct|buffered|page cache/i.test(log);
}

function oddWork(session: Session): void {
	const { engine, blockBytes, context } = session;
	const odd = context.allocate(blockBytes + 8192, "start");
	for (const shift of [1, 7, 512, 513]) {
		engine.write(1n, odd, blockBytes, shift);
		engine.read(1n, odd, blockBytes, shift);
	}
	engine.write(1n, odd, 3);
	engine.read(BigInt(context.capacityBlocks), odd, blockBytes);
	for (const habit of workingHabits(session)) habit.run();
	odd.free();
}

function mustStayDirect(session: Session, first: Flags, when: string): void {
	const now = writableFlags(session.context);
	// Fewer descriptors are no sign: a direct one that became buffered, or gave way to one, is.
	if (now.direct >= first.direct || now.buffered <= first.buffered) return;
	if (saidSo(session)) return;
	session.fail(
		`${when} ${now.direct} writable descriptors of the target are O_DIRECT, ${first.direct} were`,
		`${first.direct} direct`,
		`${now.direct} direct, ${now.buffered} buffered`,
	);
}
