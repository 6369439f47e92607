import type { SwapResult } from "../../results/schema/index.ts";
import type {
	EngineDescriptor,
	EngineFile,
	HostJob,
	SwapDrill,
	SwapSurvival,
} from "../contract/index.ts";
import { monotonicNs } from "../ffi/index.ts";
import { slotLanes } from "../ffi/slot.ts";
import { ClientDrill } from "./client-drill.ts";
import type { JudgeHistory } from "./client-history.ts";
import { clientResultOf } from "./client-result.ts";
import { Drill } from "./drill.ts";
import { hasGoRuntime } from "./library-shelf.ts";
import { notRun, resultOf } from "./result.ts";
import { isDurable } from "./setup.ts";
import { SickDrill } from "./sick-drill.ts";
import { sickResultOf } from "./sick-result.ts";
import { descriptorOfBoth, survivalResultOf } from "./survival.ts";

export type { PluginSpec } from "./catalogue/index.ts";
export { Degradation, type DegradationEvent } from "./degradation.ts";
export { executeWithFallback } from "./fallback.ts";
export { PluginManager } from "./manager.ts";
export { SwapQueue, type WhenBusy } from "./swap-queue.ts";
export { openSwappedSlot } from "./swapped-slot.ts";
/** A type only: a host process that runs a drill should not load what reads releases. */
export type { PluginService, ServiceEvent } from "./triggers/plugin-service.ts";

/** What whoever may see the other rooms lends to a drill. */
export interface Lent {
	readonly judgeHistory?: JudgeHistory;
	/** Runs a drill whose process is ended in the middle of swaps. */
	readonly survive?: (descriptor: EngineDescriptor) => Promise<SwapSurvival>;
}

/** Runs the job's swap drill; `job.engine` serves first, `task.next` comes in. */
export async function runSwapDrill(
	job: HostJob,
	progress: (message: string) => void,
	lent: Lent = {},
): Promise<SwapResult> {
	if (job.task.kind !== "swap") throw new Error(`not a swap task: ${job.task.kind}`);
	const { drill, next } = job.task;
	const parties = { from: job.engine.descriptor.name, to: next.descriptor.name };
	const inapplicable =
		[job.engine, next].map(whyNotApplicable).find(Boolean) ?? whyNotSick(job, drill, next);
	if (inapplicable) return notRun(drill, parties, "not-applicable", inapplicable);
	const obstacle = obstacleTo(job, next);
	if (obstacle !== undefined) return notRun(drill, parties, "could-not-run", obstacle);
	const startedNs = monotonicNs();
	const tookMs = () => (monotonicNs() - startedNs) / 1e6;
	if (drill.survives !== undefined) {
		if (lent.survive === undefined) throw new Error(`${drill.id}: nobody lends what runs it`);
		const both = descriptorOfBoth(job.engine.descriptor, next.descriptor);
		return survivalResultOf(drill, parties, await lent.survive(both), tookMs());
	}
	if (drill.load === "clients") {
		const clients = new ClientDrill(job, drill, next, progress, lent.judgeHistory);
		return await finish(clients, () => clientResultOf(clients, parties, tookMs()));
	}
	if (drill.load === "sick") {
		const sick = new SickDrill(job, drill, next, progress);
		return await finish(sick, () => sickResultOf(sick, parties, tookMs()));
	}
	const running = new Drill(job, drill, next, progress);
	return await finish(running, () => resultOf(running, parties, tookMs()));
}

async function finish(
	drill: Drill | ClientDrill | SickDrill,
	result: () => SwapResult,
): Promise<SwapResult> {
	try {
		await drill.run();
		return result();
	} finally {
		drill.close();
	}
}

function whyNotApplicable(file: EngineFile): string | undefined {
	const { name, capabilities } = file.descriptor;
	if (capabilities.includes("sink")) return `${name} is a sink: it stores nothing`;
	if (!capabilities.includes("swap")) return `${name} has no capability swap`;
	return undefined;
}

/** Whose device can't be made to fail, that can't be made sick. */
function whyNotSick(job: HostJob, drill: SwapDrill, next: EngineFile): string | undefined {
	if (drill.load !== "sick") return undefined;
	if (!isDurable([job.engine, next])) return "what is volatile has no device that fails";
	if (job.target.kind === "file") return undefined;
	return "writes to a block device can't be made to fail by a limit: use a file as target";
}

function obstacleTo(job: HostJob, next: EngineFile): string | undefined {
	if (job.task.kind !== "swap") return undefined;
	const { writers, readers, blocksPerWriter } = job.task.drill;
	if (writers < 1 || blocksPerWriter < 2 || writers + readers + 1 >= slotLanes) {
		return `a drill has 1..${slotLanes - 2} threads, a writer and 2 blocks for it at least`;
	}
	const blocks = writers * blocksPerWriter + 2;
	if (job.capacityBlocks < blocks) {
		return `the target holds ${job.capacityBlocks} blocks, the drill needs ${blocks}`;
	}
	if (job.engine.digest !== next.digest && hasGoRuntime(job.engine) && hasGoRuntime(next)) {
		return "two Go runtimes in one process are unsupported upstream: swap processes instead";
	}
	return undefined;
}
