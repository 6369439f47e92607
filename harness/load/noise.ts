import { edenGC, releaseWeakRefs } from "bun:jsc";
import { existsSync } from "node:fs";
import type { NoiseLedger } from "../../results/schema/index.ts";
import { deviceNumberOf } from "../contract/index.ts";
import { clockNs } from "../ffi/clock.ts";
import { processorTicks, readText } from "./process-facts.ts";

/** How long the spinner looks for gaps, each time; nothing is measured meanwhile. */
const spinNs = 5e6;
const sectorBytes = 512;

interface Sample {
	readonly atNs: number;
	readonly ticks: { readonly steal: number; readonly total: number } | undefined;
	readonly pressureUs: readonly (number | undefined)[];
	readonly device: DeviceBytes | undefined;
	readonly voluntary: number;
	readonly involuntary: number;
}

export interface DeviceBytes {
	readonly readBytes: number;
	readonly writeBytes: number;
}

/**
 * The noise ledger of one measured run: counters of kernel and process around it, and before and
 * after it a spinner whose longest gap is what the scheduler (or the hypervisor) takes from a
 * thread that never waits.
 *
 * The collector is run before, so that the run starts without garbage and its pause is known. That
 * it ran during the run is seen by an object that only it can take away; of load threads in Workers
 * it is not seen. Their loops make no garbage, so that it should never happen.
 */
export function watchNoise(targetPath: string): { finish(): NoiseLedger } {
	const gapBefore = longestGapNs(spinNs);
	const gcStartNs = clockNs();
	edenGC();
	const garbageCollectionNs = clockNs() - gcStartNs;
	const canary = makeCanary();
	// A WeakRef holds its object until the job ends, and the run may be within this one.
	releaseWeakRefs();
	const before = sample(targetPath);
	return {
		finish() {
			const after = sample(targetPath);
			const garbageCollected = canary.deref() === undefined;
			const schedulerGapNsMax = Math.max(gapBefore, longestGapNs(spinNs));
			const own = { schedulerGapNsMax, garbageCollected, garbageCollectionNs };
			return { ...between(before, after), ...own };
		},
	};
}

/** In a function of its own, so that no local keeps it. */
function makeCanary(): WeakRef<object> {
	return new WeakRef({ garbage: true });
}

/** Longest time between two readings of the clock by a thread that does nothing else. */
export function longestGapNs(forNs: number): number {
	const startNs = clockNs();
	let last = startNs;
	let longest = 0;
	while (last - startNs < forNs) {
		const now = clockNs();
		if (now - last > longest) longest = now - last;
		last = now;
	}
	return longest;
}

const pressures = ["cpu", "io", "memory"] as const;

function sample(targetPath: string): Sample {
	const usage = process.resourceUsage();
	return {
		atNs: clockNs(),
		ticks: processorTicks(),
		pressureUs: pressures.map((name) => pressureOf(readText(`/proc/pressure/${name}`))),
		device: deviceBytesOf(
			readText("/proc/diskstats"),
			existsSync(targetPath) ? deviceNumberOf(targetPath) : undefined,
		),
		voluntary: usage.voluntaryContextSwitches,
		involuntary: usage.involuntaryContextSwitches,
	};
}

function between(from: Sample, to: Sample): NoiseLedger {
	const elapsedUs = (to.atNs - from.atNs) / 1000;
	const shares = pressures.map((name, index) => {
		const [start, end] = [from.pressureUs[index], to.pressureUs[index]];
		if (start === undefined || end === undefined || elapsedUs <= 0) return {};
		return { [`${name}PressurePercent`]: Math.min(100, ((end - start) / elapsedUs) * 100) };
	});
	const [start, end] = [from.ticks, to.ticks];
	const total = start && end ? end.total - start.total : 0;
	const stolen = start && end && total > 0 ? (end.steal - start.steal) / total : undefined;
	return {
		...(stolen === undefined ? {} : { stealPercent: stolen * 100 }),
		...Object.assign({}, ...shares),
		voluntarySwitches: to.voluntary - from.voluntary,
		involuntarySwitches: to.involuntary - from.involuntary,
		...(from.device === undefined || to.device === undefined
			? {}
			: {
					deviceReadBytes: to.device.readBytes - from.device.readBytes,
					deviceWriteBytes: to.device.writeBytes - from.device.writeBytes,
				}),
	};
}

function pressureOf(text: string): number | undefined {
	const total = /^some .*total=(\d+)/m.exec(text)?.[1];
	return total === undefined ? undefined : Number(total);
}

/** Undefined for what is no disk of its own, as the device numbers of overlays and btrfs. */
export function deviceBytesOf(
	diskstats: string,
	device: string | undefined,
): DeviceBytes | undefined {
	for (const line of diskstats.split("\n")) {
		const fields = line.trim().split(/\s+/);
		if (`${fields[0]}:${fields[1]}` !== device) continue;
		const [readSectors, writtenSectors] = [Number(fields[5]), Number(fields[9])];
		if (!Number.isFinite(readSectors + writtenSectors)) return undefined;
		return { readBytes: readSectors * sectorBytes, writeBytes: writtenSectors * sectorBytes };
	}
	return undefined;
}
