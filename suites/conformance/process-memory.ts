import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { Session } from "../model/session.ts";
import { type Habit, openingHabits, workingHabits } from "./process-leaks.ts";

const windows = 5;
/** JavaScript's own heap moves by less than this once a loop is warm. */
const toleranceBytes = 1.5 * 1024 * 1024;
/**
 * Beside the whole device in memory, one habit needs nothing of this size: such growth is a leak
 * even if it ends, as it did before a second look at an engine that took 1 GiB in a moment.
 */
const bombBytes = 256 * 1024 * 1024;
/** A leak grows in each of them; how many times longer than the first they are. */
const furtherLooks = [2, 4, 4];

interface Slope {
	readonly habit: string;
	readonly calls: number;
	/** From the end of the first window. */
	readonly grownBytes: number;
	/** From before the first call. */
	readonly totalBytes: number;
	readonly samples: readonly number[];
}

/**
 * Resident memory over windows of one and the same habit. It is a leak when memory grew in nearly
 * every window after the first: caches fill up and allocators settle, leaks go on. What grows by
 * less than the tolerance in the time of this check is not seen; longer profiles see more. A ring
 * or cache that is still filling after seconds of one and the same call is taken for a leak.
 */
export const memoryLeak: Check = {
	id: "process.memory-leak",
	title: "Resident memory does not grow with the number of operations or life cycles",
	needs: [],
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const working = workingHabits(session).filter(({ seldom }) => seldom !== true);
		const opening = openingHabits(context);
		const shareMs = (context.budgetMs * 0.8) / (working.length + opening.length);
		const deviceBytes = context.capacityBlocks * context.blockBytes;
		let calls = 0;
		const judge = (habit: Habit): void => {
			const slope = measure(context, habit, shareMs);
			calls += slope.calls;
			if (slope.totalBytes > deviceBytes + bombBytes) fail(slope, slope.totalBytes);
			if (!isLeak(slope)) return;
			// Longer looks, without the garbage of JavaScript's own strings. On a machine that does
			// other things the warm-up of a habit takes several windows, and of a whole look.
			let longer = slope;
			for (const times of furtherLooks) {
				longer = measure(context, habit, shareMs * times + 100, () => Bun.gc(true));
				calls += longer.calls;
				if (!isLeak(longer)) return;
			}
			fail(longer, longer.grownBytes);
		};
		for (const habit of working) judge(habit);
		session.close();
		for (const habit of opening) judge(habit);
		return pass(`${calls} calls of ${working.length + opening.length} habits`);
	},
};

function measure(
	context: CheckContext,
	habit: Habit,
	totalMs: number,
	beforeSample = (): void => {},
): Slope {
	const windowNs = (totalMs * 1e6) / (windows + 1);
	const samples: number[] = [];
	const startBytes = context.process.residentBytes();
	let calls = 0;
	for (let window = 0; window <= windows; window++) {
		const end = context.nowNs() + windowNs;
		do {
			for (let n = 0; n < 4; n++) habit.run();
			calls += 4;
		} while (context.nowNs() < end);
		beforeSample();
		samples.push(context.process.residentBytes());
	}
	const ownBytes = ((habit.harnessBytes ?? 0) * calls * windows) / (windows + 1);
	const endBytes = samples.at(-1) ?? 0;
	const grownBytes = endBytes - (samples[0] ?? 0) - ownBytes;
	const totalBytes = endBytes - startBytes - (habit.harnessBytes ?? 0) * calls;
	return { habit: habit.name, calls, grownBytes, totalBytes, samples };
}

function isLeak({ grownBytes, samples }: Slope): boolean {
	if (grownBytes < toleranceBytes) return false;
	let growing = 0;
	for (let index = 1; index < samples.length; index++) {
		const step = (samples[index] ?? 0) - (samples[index - 1] ?? 0);
		if (step > grownBytes / windows / 3) growing += 1;
	}
	return growing >= windows - 1;
}

function fail({ habit, calls, samples }: Slope, bytes: number): never {
	const perCall = Math.round(bytes / ((calls * windows) / (windows + 1)));
	throw new EngineFailure(
		`resident memory grew by ${Math.round(bytes / 1024)} KiB over ${calls} times ${habit}, about ${perCall} bytes each`,
		{ expected: "no growth with the number of calls", details: { residentBytes: samples } },
	);
}
