import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";

/** What the kernel counted for this process so far. */
export interface ProcessCounters {
	/** Bytes that block devices moved for it; undefined where /proc/self/io can't be read. */
	readonly readBytes: number | undefined;
	readonly writeBytes: number | undefined;
	readonly cpuNs: number;
	readonly contextSwitches: number;
}

export function processCounters(): ProcessCounters {
	const io = readText("/proc/self/io");
	const field = (name: string): number | undefined => {
		const match = io.match(new RegExp(`^${name}: (\\d+)$`, "m"));
		return match?.[1] === undefined ? undefined : Number(match[1]);
	};
	const usage = process.resourceUsage();
	return {
		readBytes: field("read_bytes"),
		writeBytes: field("write_bytes"),
		cpuNs: (usage.userCPUTime + usage.systemCPUTime) * 1000,
		contextSwitches: usage.voluntaryContextSwitches + usage.involuntaryContextSwitches,
	};
}

/**
 * How long the calling thread stood ready without a processor to run on, so far; undefined where
 * the kernel does not count it. What a hypervisor took is not in it.
 */
export function processorWaitNs(): number | undefined {
	const waited = Number(readText("/proc/thread-self/schedstat").split(" ")[1]);
	return Number.isFinite(waited) ? waited : undefined;
}

/** How the target is open in this process, by the kernel's word and not the engine's. */
export type DirectIo = "direct" | "buffered" | "mixed" | "not-open";

/** O_DIRECT as fdinfo shows it: octal 040000 on x86-64, 0200000 on arm64. */
const directFlag = process.arch === "arm64" ? 0o200000 : 0o40000;

export function directIoOf(targetPath: string): DirectIo {
	const target = realpathSync(targetPath);
	let direct = 0;
	let buffered = 0;
	for (const descriptor of readdirSync("/proc/self/fd")) {
		if (readLink(`/proc/self/fd/${descriptor}`) !== target) continue;
		const flags = readText(`/proc/self/fdinfo/${descriptor}`).match(/^flags:\s+(\d+)$/m)?.[1];
		if (flags === undefined) continue;
		if (Number.parseInt(flags, 8) & directFlag) direct++;
		else buffered++;
	}
	if (direct === 0) return buffered === 0 ? "not-open" : "buffered";
	return buffered === 0 ? "direct" : "mixed";
}

/** Empty when it went away between listing and reading, or is not there or not ours to read. */
export function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}

function readLink(path: string): string | undefined {
	try {
		return readlinkSync(path);
	} catch {
		return undefined;
	}
}
