import type {
	AccessPattern,
	Engine,
	EngineDescriptor,
	HostJob,
	Workload,
} from "../contract/index.ts";
import { laneDepthMax } from "../ffi/load.ts";
import { compressPercentMax } from "./blocks.ts";
import { usualPrecondition } from "./precondition.ts";

const workersMax = 63;
const rateMax = 1e9;
const thetaMax = 5;
/** So that a window of writes, each on a block of its own, can always be filled at random. */
const blocksPerDepthMin = 4;
/** All buffers of all workers, for the engine and for the floor. */
const bufferBytesMax = 1 << 30;

export interface Infeasible {
	readonly outcome: "not-applicable" | "could-not-run";
	readonly message: string;
}

/** Why this workload can't run on this engine and target; undefined when it can. */
export function infeasible(
	workload: Workload,
	engine: Engine,
	job: HostJob,
): Infeasible | undefined {
	return misfit(workload, engine.descriptor) ?? noRoom(workload, engine, job);
}

/** As far as it can be said before the engine is opened with the workload's block size. */
export function misfit(workload: Workload, descriptor: EngineDescriptor): Infeasible | undefined {
	const wrong = wrongParameters(workload);
	if (wrong !== undefined) return { outcome: "could-not-run", message: wrong };
	return notOffered(workload, descriptor);
}

/** What goes past the page cache goes in whole sectors; engines that keep nothing don't mind. */
export function belowSector(
	{ blockBytes }: Workload,
	{ guarantees }: EngineDescriptor,
	{ sectorBytes }: HostJob["target"],
): Infeasible | undefined {
	const keeps = guarantees.some((each) => each.startsWith("durable"));
	if (!keeps || blockBytes >= sectorBytes) return undefined;
	const message = `The target has sectors of ${sectorBytes} bytes, the blocks have ${blockBytes}.`;
	return { outcome: "not-applicable", message };
}

/** What no engine could do, as one sentence; undefined when the workload makes sense. */
export function wrongParameters(workload: Workload): string | undefined {
	const { depth, workers, readPercent, blockBytes, workingSetBlocks, issue } = workload;
	if (!whole(depth, 1, laneDepthMax)) return `Depth ${depth} is not in 1..${laneDepthMax}.`;
	if (issue === "single" && depth !== 1) {
		return `Single calls have depth 1, not ${depth}: use issue "batch" or "queue".`;
	}
	if (!whole(workers, 1, workersMax)) return `${workers} workers are not in 1..${workersMax}.`;
	if (!(readPercent >= 0 && readPercent <= 100)) return `${readPercent} % reads.`;
	if (!whole(Math.log2(blockBytes), 9, 22)) {
		return `Block size ${blockBytes} is not a power of two from 512 bytes to 4 MiB.`;
	}
	if (workingSetBlocks !== undefined && !whole(workingSetBlocks, 1, Number.MAX_SAFE_INTEGER)) {
		return `A working set of ${workingSetBlocks} blocks.`;
	}
	const bufferBytes = 2 * (depth + 1) * workers * Math.max(blockBytes, 4096);
	if (bufferBytes > bufferBytesMax) {
		return `${depth} x ${workers} blocks of ${blockBytes} bytes need more than 1 GiB of buffers: lower depth, workers or block size.`;
	}
	return (
		wrongRounds(workload) ??
		wrongPattern(workload.pattern) ??
		wrongPayload(workload) ??
		wrongRate(workload)
	);
}

function whole(value: number, min: number, max: number): boolean {
	return Number.isInteger(value) && value >= min && value <= max;
}

function wrongPattern(pattern: AccessPattern): string | undefined {
	if (typeof pattern === "string") return undefined;
	switch (pattern.kind) {
		case "zipf": {
			const { theta } = pattern;
			return theta > 0 && theta <= thetaMax
				? undefined
				: `Theta ${theta} is not above 0 and at most ${thetaMax}.`;
		}
		case "hot-cold": {
			const { hotPercent, accessPercent } = pattern;
			const valid = (percent: number) => percent > 0 && percent < 100;
			if (valid(hotPercent) && valid(accessPercent)) return undefined;
			return `${accessPercent} % of the operations on ${hotPercent} % of the blocks: both are between 0 and 100.`;
		}
		case "strided": {
			const { strideBlocks } = pattern;
			return whole(strideBlocks, 1, Number.MAX_SAFE_INTEGER)
				? undefined
				: `A stride of ${strideBlocks} blocks is no whole number from 1.`;
		}
	}
}

function wrongPayload({ compressPercent = 0 }: Workload): string | undefined {
	if (compressPercent >= 0 && compressPercent <= compressPercentMax) return undefined;
	return `A payload that compresses by ${compressPercent} % is not in 0..${compressPercentMax}: the rest is the stamp.`;
}

function wrongRate({ arrival, limit }: Workload): string | undefined {
	if (limit !== undefined && !(limit.latencyNsMax > 0 && Number.isFinite(limit.latencyNsMax))) {
		return `A latency limit of ${limit.latencyNsMax} ns is not above 0.`;
	}
	if (arrival === undefined || limit !== undefined) return undefined;
	const { rate } = arrival;
	if ("perSecond" in rate) {
		if (rate.perSecond > 0 && rate.perSecond <= rateMax) return undefined;
		return `A rate of ${rate.perSecond} operations/s is not above 0 and at most ${rateMax}.`;
	}
	if (rate.capacityPercent > 0 && rate.capacityPercent <= 1000) return undefined;
	return `A rate of ${rate.capacityPercent} % of the capacity is not above 0 and at most 1000.`;
}

/** A read is verified against what was written before it: at least one pass is needed. */
function wrongRounds({ precondition, rounds }: Workload): string | undefined {
	const { sequentialPasses, randomPercent } = precondition ?? usualPrecondition;
	if (!whole(sequentialPasses, 1, 100)) return `${sequentialPasses} passes are not in 1..100.`;
	if (!(randomPercent >= 0 && randomPercent <= 1000)) return `${randomPercent} % rewritten.`;
	if (rounds !== undefined && !whole(rounds.countMax, 1, 1000)) {
		return `${rounds.countMax} rounds are not in 1..1000.`;
	}
	return undefined;
}

function notOffered(workload: Workload, descriptor: EngineDescriptor): Infeasible | undefined {
	const lacks = (message: string): Infeasible => ({ outcome: "not-applicable", message });
	const { issue, workers, blockBytes } = workload;
	if (issue !== "single" && !descriptor.capabilities.includes(issue))
		return lacks(`The engine has no ${issue}.`);
	if (workers > 1 && !descriptor.guarantees.includes("thread-safe")) {
		return lacks("The engine is not thread-safe.");
	}
	if (blockBytes < descriptor.blockBytesMin || blockBytes > descriptor.blockBytesMax) {
		const { blockBytesMin, blockBytesMax } = descriptor;
		return lacks(`The engine's blocks have ${blockBytesMin} to ${blockBytesMax} bytes.`);
	}
	return undefined;
}

function noRoom(workload: Workload, engine: Engine, job: HostJob): Infeasible | undefined {
	const blocks = workingSetOf(workload, job);
	const needed = workload.depth * workload.workers * blocksPerDepthMin;
	const couldNot = (message: string): Infeasible => ({ outcome: "could-not-run", message });
	if (engine.blockBytes !== workload.blockBytes) {
		return couldNot(
			`The engine was opened with ${engine.blockBytes}-byte blocks, the workload has ${workload.blockBytes}.`,
		);
	}
	if (blocks > job.capacityBlocks) {
		return couldNot(
			`The working set of ${blocks} blocks does not fit the target's ${job.capacityBlocks}: use a larger --target.`,
		);
	}
	if (blocks < needed) {
		return couldNot(
			`${needed} blocks are needed, the target has ${blocks}: use a larger --target.`,
		);
	}
	return undefined;
}

export function workingSetOf(workload: Workload, job: HostJob): number {
	return workload.workingSetBlocks ?? job.capacityBlocks;
}
