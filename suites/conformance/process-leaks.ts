import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { Session } from "../model/session.ts";
import { type Habit, openingHabits, workingHabits } from "./habits.ts";

const cycles = 12;

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

/** Less in a turn may be an allocator's, ours or the engine's. */
const mappedLeast = 64 * 1024;

/**
 * Address space that nobody touched is in no resident memory and, from mmap, in no heap. Only of
 * what starts no thread, whose stack and arena could come and go by themselves, and only if it
 * grows in every turn.
 */
function mustNotKeepMappings(context: CheckContext, habit: Habit): void {
	let grown = 0;
	for (let cycle = 0; cycle < cycles; cycle++) {
		const before = context.process.mappedBytes();
		habit.run();
		const step = context.process.mappedBytes() - before;
		if (step < mappedLeast) return;
		grown += step;
	}
	throw new EngineFailure(
		`${cycles} times ${habit.name} left ${grown >> 10} KiB more mapped than before`,
		{ expected: "on failure nothing is left behind" },
	);
}

export const descriptorLeak: Check = {
	id: "process.descriptor-leak",
	title:
		"No operation, no refusal and no life cycle leaves a file descriptor open or memory mapped",
	needs: [],
	depth: "quick",
	run(context) {
		const count = (): number => context.process.descriptors().length;
		const opening = openingHabits(context);
		for (const habit of opening) mustNotGrow(habit, "descriptors", count);
		for (const habit of opening) if (habit.leavesNothing) mustNotKeepMappings(context, habit);
		const session = new Session(context);
		const working = workingHabits(session);
		for (const habit of working) mustNotGrow(habit, "descriptors", count);
		session.close();
		return pass(`${opening.length + working.length} habits, ${cycles} times each`);
	},
};

/** A pool that takes a thread more for each of its first calls is full by then. */
const poolFilled = 64;
const endingMs = 500;

/** What is over must have no thread of its own any more, though one may be on its way out. */
function mustNotKeepThreads(context: CheckContext, habit: Habit): void {
	for (let n = 0; n < poolFilled; n++) habit.run();
	const before = context.process.threads();
	for (let n = 0; n < cycles; n++) habit.run();
	const grown = (): number => context.process.threads() - before;
	for (let waited = 0; waited < endingMs && grown() >= cycles / 2; waited += 10)
		context.sleepMs(10);
	if (grown() < cycles / 2) return;
	throw new EngineFailure(`${cycles} times ${habit.name} left ${grown()} threads more than before`);
}

/** What an engine left in a thread to be called at its end is gone by then: that is a crash. */
function unloadedUnderThread(context: CheckContext): string {
	const { unloadUnderThread, descriptor } = context;
	if (unloadUnderThread === undefined || !descriptor.guarantees.includes("unload-safe")) return "";
	unloadUnderThread();
	return "; a thread that had used the engine ended after its library was unmapped";
}

/** Threads end with their engine, and nothing of it in theirs; a plugin has no children. */
export const threadsAndChildren: Check = {
	id: "process.threads-and-children",
	title: "A shutdown ends the engine's threads and leaves nothing in others; no process is forked",
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
		const threads = (): number => context.process.threads();
		mustNotGrow(habit, "threads", threads);
		const session = new Session(context);
		const often = workingHabits(session).filter(({ seldom }) => seldom !== true);
		for (const one of often) mustNotKeepThreads(context, one);
		session.close();
		const unloaded = unloadedUnderThread(context);
		return pass(
			`${cycles} life cycles and ${often.length} habits left no thread and no child process${unloaded}`,
		);
	},
};
