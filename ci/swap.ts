/**
 * `npm run bench:swap`: what a swap costs those who write meanwhile, and what it leaves behind.
 *
 * Goals: nothing lost, duplicated or torn over many swaps between the nvme engines under four
 * writers; no growth of memory, descriptors, threads, maps; the stall of each writer at each swap,
 * beside the article's manager that sleeps for 500 ms, in one table; the dip of the throughput and
 * the time back, of swaps far apart; the cost of the slot. Beside the stalls stand the gaps of the
 * same writers around moments at which nothing is done, in turns with the swaps: what they have in
 * common is the machine's. Where the gate's time goes, and how much of it is the scheduler's.
 * Non-goals: finding out what is wrong with an engine (the drills do that); an open loop.
 *
 * Exit code 1 when a bar is missed. The stall's bars are for an otherwise idle machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import type { PreparedEngine } from "../harness/contract/index.ts";
import { inspectEngine } from "../harness/preflight/index.ts";
import { measureSlot } from "../harness/swap/slot.bench.ts";
import { runCommand, wholeNumber } from "./command.ts";
import { type Bar, barsOf, barsTable, controlBar, loadText, managersTable } from "./swap/bars.ts";
import { runSession, type SessionOptions, type SessionResult } from "./swap/session.ts";

const engineDirectory = join(import.meta.dir, "..", "build", "engines");
const deviceBytes = 16 << 20;

export interface SwapBenchOptions {
	readonly engines: readonly string[];
	readonly swaps: number;
	readonly pauseMs: number;
	/** Swaps far apart, for the dip; and of the sleeping manager, half a second each. */
	readonly apart: number;
	readonly seed: number;
	/** CPU time for each row of the slot's cost. */
	readonly slotCpuMs: number;
	readonly progress: (message: string) => void;
}

export interface SwapBenchResult {
	readonly sessions: readonly SessionResult[];
	readonly bars: readonly Bar[];
	readonly text: string;
}

function prepare(name: string): PreparedEngine {
	const inspected = inspectEngine(join(engineDirectory, `${name}.so`));
	if (!inspected.ok) throw new Error(`${name}: ${inspected.refusal.message}`);
	return inspected.prepared;
}

export async function benchSwap(options: SwapBenchOptions): Promise<SwapBenchResult> {
	const scratch = mkdtempSync(join(engineDirectory, "..", "swap-"));
	const device = join(scratch, "device");
	// Written, so that no session pays for allocating it.
	const fresh = () => writeFileSync(device, new Uint8Array(deviceBytes));
	const { seed, progress } = options;
	const shared = { engines: options.engines.map(prepare), device, writers: 4, seed, progress };
	const session = (changes: Pick<SessionOptions, "manager" | "swaps" | "pauseMs">) => {
		fresh();
		return runSession({ ...shared, ...changes });
	};
	const loads: number[] = [];
	const noteLoad = () => loads.push(loadavg()[0] ?? 0);
	try {
		noteLoad();
		const { pauseMs, swaps } = options;
		const many = await session({ manager: "epoch", swaps, pauseMs });
		noteLoad();
		const apart = await session({ manager: "epoch", swaps: options.apart, pauseMs: 150 });
		const slept = await session({ manager: "sleeping", swaps: options.apart, pauseMs: 150 });
		noteLoad();
		const costs = await measureSlot(join(engineDirectory, "null.so"), options.slotCpuMs);
		const slotted = costs.find(({ name }) => name === "slot, membarrier");
		if (slotted === undefined) throw new Error("the slot's cost was not measured");
		const sessions = [many, apart, slept];
		const bars = [...barsOf(many, slotted.overNs), controlBar(slept)];
		const calls = costs.map(({ name, nsP50 }) => `${name} ${nsP50.toFixed(1)} ns`).join(", ");
		const text = [
			managersTable(sessions),
			many.handOvers.table(),
			barsTable(bars),
			`a call: ${calls}`,
			`${shared.engines.length} engines, 4 writers, ${loadText(loads, availableParallelism())}`,
		];
		return { sessions, bars, text: text.join("\n") };
	} finally {
		rmSync(scratch, { recursive: true });
	}
}

const command = {
	name: "bench:swap",
	about: "what a swap costs those who write meanwhile, and what it leaves behind",
	options: {
		engines: {
			value: "A,B",
			about: "built-in engines to swap, in turn",
			default: "nvme,nvme-pool,nvme-batch,nvme-uring",
		},
		swaps: { value: "N", about: "how many, 4 at least", default: "10000" },
		pause: { value: "MS", about: "between two swaps, in milliseconds", default: "2" },
		apart: { value: "N", about: "swaps far apart, for the dip; 4 at least", default: "20" },
		seed: { value: "N", about: "of the writers' blocks", default: "1" },
	},
	exit: "1 a bar was missed",
};

async function main(
	values: Readonly<Record<keyof typeof command.options, string>>,
): Promise<number> {
	const started = performance.now();
	const { text, bars } = await benchSwap({
		engines: values.engines.split(","),
		swaps: wholeNumber("swaps", values.swaps, 4),
		pauseMs: wholeNumber("pause", values.pause, 0),
		apart: wholeNumber("apart", values.apart, 4),
		seed: wholeNumber("seed", values.seed, 0),
		slotCpuMs: 500,
		progress: (message) => console.error(message),
	});
	console.log(`${text}\n${((performance.now() - started) / 1000).toFixed(0)} s`);
	return bars.every(({ met }) => met) ? 0 : 1;
}

if (import.meta.main) await runCommand(command, main);
