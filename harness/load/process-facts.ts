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

/** What one tick of /proc/stat is worth: Linux shows programs 100 a second. */
const tickNs = 1e7;

/**
 * Of all processors together, so far: what a hypervisor took, and everything. The fields of the
 * line are user nice system idle iowait irq softirq steal, see proc_stat(5).
 */
export function processorTicks(): { readonly steal: number; readonly total: number } | undefined {
	const stat = readText("/proc/stat");
	const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.trim().split(/ +/).map(Number);
	const steal = fields?.[7];
	if (fields === undefined || steal === undefined) return undefined;
	return { steal, total: fields.slice(0, 8).reduce((sum, value) => sum + value, 0) };
}

/**
 * How long the calling thread stood ready without a processor to run on, so far; undefined where
 * the kernel does not count it. What a hypervisor took counts in full: it takes from those who run,
 * and no engine is blamed for what may have been its host.
 */
export function processorWaitNs(): number | undefined {
	const waited = Number(readText("/proc/thread-self/schedstat").split(" ")[1]);
	if (!Number.isFinite(waited)) return undefined;
	return waited + (processorTicks()?.steal ?? 0) * tickNs;
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
