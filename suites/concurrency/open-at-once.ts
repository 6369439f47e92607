import {
	type Check,
	type CheckContext,
	EngineFailure,
	type LivesOutcome,
	type LivesPlan,
} from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { smallBlock } from "../model/block-sizes.ts";
import { cheapSyncs } from "../model/cheap-syncs.ts";
import { statusName } from "../model/errno.ts";
import { parseMetricsText } from "../model/metrics-text.ts";
import { threadSafe } from "./load.ts";

/** Of the budget, on files and again in memory; a longer profile sees more lives. */
const share = 0.07;
const freshLoads = 6;
const livesLeast = 2;
/** A parser's race needs hundreds: its window is a part of a microsecond. */
const livesMost = 4000;
const capacities = [64, 96] as const;

/**
 * Neither thread may notice the other: different devices, block sizes and capacities, and refusals
 * for different keys. Once both are open they write, read and tell their metrics at the same
 * moment, too. More of what engines do beside each other is concurrency.beside-others.
 */
export const openAtOnce: Check = {
	id: "concurrency.open-at-once",
	title:
		"Two threads that open engines over two devices at the same moment don't notice each other",
	needs: [],
	depth: "quick",
	appliesTo: threadSafe,
	run(context) {
		const { openFromThreads, target, descriptor } = context;
		if (openFromThreads === undefined) {
			return { verdict: "could-not-run", message: "engines are not called from C here" };
		}
		const devices = twoOf(() => target.another().path);
		const run = (paths: readonly [string, string], howMuch: Partial<LivesPlan>): number => {
			const outcomes = openFromThreads({ ...planOf(context, paths), ...howMuch });
			for (const outcome of outcomes) mustBeGood(outcome);
			return outcomes.reduce((sum, { lives }) => sum + lives, 0);
		};
		let lives = 0;
		// What is set up at a first call is set up by two at once, which is once a load.
		if (descriptor.guarantees.includes("unload-safe")) {
			const once = { freshLoad: true, livesLeast: 1, livesMost: 1 };
			const untilNs = context.nowNs() + share * context.budgetMs * 1e6;
			for (let load = 0; load < freshLoads && (load === 0 || context.nowNs() < untilNs); load++) {
				lives += run(devices, once);
			}
		}
		lives += run(devices, {});
		const cheap = cheapSyncs(context, capacities[1]);
		const another = target.inMemory(cheap?.target.sizeBytes ?? 0)?.path;
		const inMemory = cheap !== undefined && another !== undefined;
		lives += run(inMemory ? [cheap.target.path, another] : devices, {});
		return pass(`${lives} life cycles of two threads at the same time`);
	},
};

function twoOf(make: () => string): [string, string] {
	return [make(), make()];
}

function planOf(context: CheckContext, [first, second]: readonly [string, string]): LivesPlan {
	const block_size = smallBlock(context);
	const other = Math.min(2 * block_size, context.descriptor.blockBytesMax);
	return {
		configs: [
			{ device: first, block_size, capacity_blocks: capacities[0] },
			{ device: second, block_size: other, capacity_blocks: capacities[1] },
		],
		freshLoad: false,
		keeps: keepsData(context.descriptor) === true,
		untilNs: context.nowNs() + share * context.budgetMs * 1e6,
		livesLeast,
		livesMost,
	};
}

function mustBeGood(outcome: LivesOutcome): void {
	const { end, status, lives, message, badKey } = outcome;
	if (end === "good") return mustHaveGoodMetrics(outcome);
	const name = statusName(status);
	const said = message === "" ? "and bse_last_error says nothing" : `("${message}")`;
	const [what, expected] = {
		refused: [`initialize of a good configuration gave ${name} ${said}`, "0"],
		stats: [`get_stats gave ${name}, or another capacity`, "the capacity of its own configuration"],
		lost: [`a block of the life before was not there (${name})`, "what a clean shutdown kept"],
		write: [`a write gave ${name}`, "0"],
		read: [`a read of a written block gave ${name}`, "0"],
		data: ["a block was not what had just been written", "the block's own data"],
		shutdown: [`shutdown gave ${name}`, "0"],
		accepted: [`a configuration with the key "${badKey}" was accepted`, "-EINVAL"],
		message: [`the refusal of the key "${badKey}" said ${said}`, "a sentence that names the key"],
		batch: [`a batch of good items, or one of them, gave ${name}`, "0"],
		metrics: [`collect_metrics gave ${name}, or another length than its text has`, "the length"],
	}[end] as [string, string];
	throw new EngineFailure(
		`while another thread opened and shut down an engine on another device, after ${lives} lives: ${what}`,
		{ expected, found: what },
	);
}

function mustHaveGoodMetrics({ metrics, lives }: LivesOutcome): void {
	for (const text of metrics) {
		const parsed = parseMetricsText(text);
		if (typeof parsed !== "string") continue;
		throw new EngineFailure(
			`while another thread asked an engine on another device for its metrics, in one of ${lives} lives: ${parsed}`,
			{ found: text.slice(0, 500) },
		);
	}
}
