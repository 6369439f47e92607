import type { PreparedEngine } from "../../harness/contract/index.ts";
import { monotonicNs } from "../../harness/ffi/index.ts";
import { EngineSlot } from "../../harness/ffi/slot.ts";
import { SwapClients } from "../../harness/ffi/swap-client.ts";
import type { ClientFinding } from "../../harness/ffi/swap-client-layout.ts";
import { ClientCrew } from "../../harness/swap/client-crew.ts";
import { type Dip, measureDip } from "../../harness/swap/dip.ts";
import { type HostUse, hostUse } from "../../harness/swap/host-use.ts";
import { PluginManager } from "../../harness/swap/manager.ts";
import type { SwapManager } from "../../harness/swap/outcome.ts";
import { SleepingManager } from "../../harness/swap/sleeping-manager.ts";
import { HandOverTimes } from "./hand-overs.ts";
import { route } from "./route.ts";
import { ascending, type Parts, shamSwap, stallsOf, swapOnce } from "./turns.ts";

export interface SessionOptions {
	readonly manager: "epoch" | "sleeping";
	readonly engines: readonly PreparedEngine[];
	readonly device: string;
	readonly swaps: number;
	readonly writers: number;
	readonly pauseMs: number;
	readonly seed: number;
	readonly progress: (message: string) => void;
}

/** What the process held, after so many swaps. */
export interface HostSample extends HostUse {
	readonly swaps: number;
}

export interface SessionResult {
	readonly options: SessionOptions;
	readonly swaps: number;
	/** One sample a writer and swap; ascending. */
	readonly stallsNs: readonly number[];
	/** The same of as many moments without a swap, between the swaps. */
	readonly controlNs: readonly number[];
	readonly handOvers: HandOverTimes;
	/** From calling the manager until it returned; ascending. */
	readonly takesNs: readonly number[];
	readonly dips: readonly Dip[];
	readonly acknowledged: number;
	readonly counts: Readonly<Record<"lost" | "duplicated" | "torn" | "wrong" | "error", number>>;
	readonly findings: readonly ClientFinding[];
	readonly host: readonly HostSample[];
	readonly durationMs: number;
}

const blockBytes = 4096;
const blocksPerWriter = 64;
const capacityBlocks = 1024;
const stuckMs = 20_000;
const timelineMs = 1 << 16;
/** Closer together, swaps have no steady time between them to compare with. */
const dipPauseMs = 100;

/** One manager, so many swaps to engines chosen by the seed, while writers write all the time. */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
	const slot = EngineSlot.create();
	const startedNs = monotonicNs();
	const clients = new SwapClients(
		{
			clients: options.writers,
			blocksPerClient: blocksPerWriter,
			blockBytes,
			firstId: 0,
			attempts: 2 * options.swaps,
			timelineMs,
			logRows: 0,
			operations: ["write"],
			queueDepth: 8,
			absentReadsZeros: false,
			epoch: options.seed >>> 0,
			seed: options.seed,
		},
		slot.address,
		startedNs,
	);
	const config = {
		device: options.device,
		block_size: blockBytes,
		capacity_blocks: capacityBlocks,
	};
	const deadlines = { drainMs: 2000, quiesceMs: 2000 };
	const Manager = options.manager === "epoch" ? PluginManager : SleepingManager;
	const manager: SwapManager = new Manager({ slot, blockBytes, config, deadlines });
	const ids = options.engines.map(({ file }) =>
		manager.register(file, `assay.${file.descriptor.name}.1.0.0`),
	);
	manager.enable(ids[0] ?? "");
	const crew = new ClientCrew(clients);
	await crew.start();
	await underWay(crew);
	const handOvers = new HandOverTimes(options.swaps);
	const { takesNs, dips, host } = await swapAll(options, {
		manager,
		ids,
		clients,
		crew,
		startedNs,
		handOvers,
	});
	if (!(await crew.stop(stuckMs))) throw new Error("a writer did not come back from its engine");
	clients.audit();
	reopen(manager);
	clients.audit();
	manager.disable(manager.serving?.id ?? "");
	const result: SessionResult = {
		options,
		swaps: takesNs.length,
		stallsNs: stallsOf(clients, 0),
		controlNs: stallsOf(clients, 1),
		handOvers,
		takesNs: ascending(takesNs),
		dips,
		acknowledged: clients.count("acknowledgements"),
		counts: countsOf(clients),
		findings: clients.findings(),
		host,
		durationMs: (monotonicNs() - startedNs) / 1e6,
	};
	crew.dismiss();
	slot.destroy();
	clients.free();
	return result;
}

function countsOf(clients: SwapClients): SessionResult["counts"] {
	return {
		lost: clients.count("lost"),
		duplicated: clients.count("duplicated"),
		torn: clients.count("torn"),
		wrong: clients.count("wrong"),
		error: clients.count("error"),
	};
}

async function swapAll(options: SessionOptions, parts: Parts) {
	const { ids, clients, crew, startedNs } = parts;
	const every = sampleEvery(options.swaps);
	const takesNs: number[] = [];
	const dips: Dip[] = [];
	const host: HostSample[] = [];
	const sample = (swaps: number) => {
		Bun.gc(true);
		host.push({ swaps, ...hostUse() });
	};
	sample(0);
	for (const [swap, next] of route(ids.length, options.swaps, every, options.seed).entries()) {
		const { closedMs, tookNs } = swapOnce(parts, swap, ids[next] ?? "");
		takesNs.push(tookNs);
		await Bun.sleep(options.pauseMs);
		crew.check();
		// The time line goes round: it is read while it is fresh.
		const nowMs = (monotonicNs() - startedNs) / 1e6;
		const dip = measureDip(clients.timeline, closedMs, nowMs);
		if (dip !== undefined && options.pauseMs >= dipPauseMs) dips.push(dip);
		shamSwap(parts, swap);
		await Bun.sleep(options.pauseMs);
		if ((swap + 1) % every !== 0) continue;
		sample(swap + 1);
		options.progress(`${options.manager}: ${swap + 1} of ${options.swaps} swaps`);
	}
	await underWay(crew);
	return { takesNs, dips, host };
}

/** So often the process is looked at: 50 times, or after every other swap. */
function sampleEvery(swaps: number): number {
	if (swaps % 2 !== 0) throw new RangeError(`an even number of swaps, not ${swaps}`);
	for (let every = Math.max(2, 2 * Math.round(swaps / 100)); every > 2; every -= 2) {
		if (swaps % every === 0) return every;
	}
	return 2;
}

async function underWay(crew: ClientCrew): Promise<void> {
	if (!(await crew.underWay(50, stuckMs))) throw new Error("a writer makes no progress");
}

/** What is only in the engine's memory is gone after this. */
function reopen(manager: SwapManager): void {
	const id = manager.serving?.id ?? "";
	manager.disable(id);
	manager.enable(id);
}
