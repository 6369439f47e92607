import type { Profile } from "../contract/index.ts";

/**
 * What a run may ask of the machine. `quick` certifies the five built-in engines in under two
 * minutes on two busy cores; every longer profile looks at more cases for longer, never at fewer.
 *
 * `swapStallNsMax`: 200 ms in `quick` is below the fixed 500 ms pause of a manager that sleeps, so
 * that one can't pass, and far above what a busy laptop adds by itself; `certification` has the
 * 20 ms that an idle machine must show.
 */
export const profiles: Record<Profile["name"], Profile> = {
	quick: {
		name: "quick",
		propertyRuns: 30,
		checkBudgetMs: 700,
		checkDeadlineMs: 20_000,
		// 32 MiB at 4 KiB; more fills for longer than it measures. 400 ms: a p99 at 25,000 IOPS.
		load: { warmUpMs: 150, measureMs: 400, verifyOneIn: 16 },
		loadBlocks: 8192,
		depth: "quick",
		swapStallNsMax: 200_000_000,
	},
	ci: {
		name: "ci",
		propertyRuns: 100,
		checkBudgetMs: 3000,
		checkDeadlineMs: 60_000,
		load: { warmUpMs: 1000, measureMs: 3000, verifyOneIn: 16 },
		loadBlocks: 16_384,
		depth: "ci",
		swapStallNsMax: 100_000_000,
	},
	certification: {
		name: "certification",
		propertyRuns: 1000,
		checkBudgetMs: 30_000,
		checkDeadlineMs: 300_000,
		load: { warmUpMs: 5000, measureMs: 30_000, verifyOneIn: 8 },
		loadBlocks: 16_384,
		depth: "certification",
		swapStallNsMax: 20_000_000,
	},
	soak: {
		name: "soak",
		propertyRuns: 5000,
		checkBudgetMs: 300_000,
		checkDeadlineMs: 1_200_000,
		load: { warmUpMs: 30_000, measureMs: 600_000, verifyOneIn: 8 },
		loadBlocks: 16_384,
		depth: "certification",
		swapStallNsMax: 50_000_000,
	},
	// Rounds until steady state: at least 5 of these a workload, 70 workloads.
	snia: {
		name: "snia",
		propertyRuns: 100,
		checkBudgetMs: 3000,
		checkDeadlineMs: 60_000,
		load: { warmUpMs: 500, measureMs: 3000, verifyOneIn: 16 },
		loadBlocks: 16_384,
		depth: "ci",
		workloadSet: "snia",
		swapStallNsMax: 100_000_000,
	},
};
