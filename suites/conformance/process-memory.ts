import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { Session } from "../model/session.ts";
import { type Habit, openingHabits, workingHabits } from "./habits.ts";
import { grownOver, HeapGrowth, keptBySeldom } from "./heap-growth.ts";

const windows = 5;
/** JavaScript's own heap moves by less than this once a loop is warm. */
const toleranceBytes = 1.5 * 1024 * 1024;
/**
 * Beside the whole device in memory, a few blocks used again and again need nothing of this size:
 * such growth since the first call is a leak even if it ends. An engine that took 1 GiB in a
 * moment, in one look or a part in each, passed.
 */
const bombBytes = 256 * 1024 * 1024;
/** A leak grows in each of them; how many times longer than the first they are. */
const furtherLooks = [2, 4, 4];

interface Slope {
	readonly habit: string;
	readonly calls: number;
	/** From the end of the first window. */
	readonly grownBytes: number;
	/** What the harness keeps for these calls. */
	readonly ownBytes: number;
	readonly samples: readonly number[];
	/** Of malloc alone, where it is known. */
	readonly heapSamples: readonly number[];
}

/**
 * Resident memory over windows of one and the same habit. It is a leak when memory grew in nearly
 * every window after the first: caches fill up and allocators settle, leaks go on. The same of what
 * malloc gave out, which is known to the byte. What grows by less than the tolerance in the time of
 * this check is not seen; longer profiles see more. A ring or cache that is still filling after
 * seconds of one and the same call is taken for a leak.
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
		const startBytes = context.process.residentBytes();
		let [calls, ownBytes] = [0, 0];
		const look = (habit: Habit, totalMs: number, beforeSample?: () => void): Slope => {
			const slope = measure(context, habit, totalMs, beforeSample);
			calls += slope.calls;
			ownBytes += slope.ownBytes;
			const takenBytes = (slope.samples.at(-1) ?? 0) - startBytes - ownBytes;
			if (takenBytes > deviceBytes + bombBytes) {
				fail(takenBytes, `in ${calls} calls, the last ones ${habit.name}`, slope);
			}
			return slope;
		};
		const judge = (habit: Habit): void => {
			const heap = new HeapGrowth();
			let slope = look(habit, shareMs);
			let [resident, given] = [isLeak(slope), heap.suspect(slope.heapSamples, slope.ownBytes)];
			// Longer looks, without the garbage of JavaScript's own strings. On a machine that does
			// other things the warm-up of a habit takes several windows, and of a whole look.
			for (const times of furtherLooks) {
				if (!resident && !given) return;
				slope = look(habit, shareMs * times + 100, () => Bun.gc(true));
				resident &&= isLeak(slope);
				given &&= heap.suspect(slope.heapSamples, slope.ownBytes);
			}
			if (resident) fail(slope.grownBytes, perCallText(slope), slope);
			if (given && heap.certain) fail(heap.bytes, `of malloc, ${perCallText(slope)}`, slope);
		};
		for (const habit of working) judge(habit);
		session.close();
		for (const habit of opening) judge(habit);
		const kept = keptBySeldom(context);
		if (kept !== undefined) {
			throw new EngineFailure(`${kept.habit} keeps ${kept.bytesEach} bytes each time`, {
				expected: "nothing kept",
				details: { heapBytes: kept.samples },
			});
		}
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
	const heapSamples: number[] = [];
	let calls = 0;
	for (let window = 0; window <= windows; window++) {
		const end = context.nowNs() + windowNs;
		do {
			for (let n = 0; n < 4; n++) habit.run();
			calls += 4;
		} while (context.nowNs() < end);
		beforeSample();
		samples.push(context.process.residentBytes());
		heapSamples.push(context.process.heapBytes() ?? 0);
	}
	const ownBytes = (habit.harnessBytes ?? 0) * calls;
	const ownGrownBytes = (ownBytes * windows) / (windows + 1);
	const grownBytes = grownOver(samples) - ownGrownBytes;
	return { habit: habit.name, calls, ownBytes, grownBytes, samples, heapSamples };
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

function perCallText({ habit, calls, grownBytes }: Slope): string {
	const perCall = Math.round(grownBytes / ((calls * windows) / (windows + 1)));
	return `over ${calls} times ${habit}, about ${perCall} bytes each`;
}

function fail(bytes: number, when: string, { samples, heapSamples }: Slope): never {
	throw new EngineFailure(`memory grew by ${Math.round(bytes / 1024)} KiB ${when}`, {
		expected: "no growth with the number of calls",
		details: { residentBytes: samples, heapBytes: heapSamples },
	});
}
