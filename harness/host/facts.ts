import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import type { ProcessFacts } from "../contract/index.ts";
import {
	environmentHash,
	floatingPointMode,
	flushStreams,
	heapBytes,
	localeHash,
} from "../ffi/index.ts";

/** This process as the kernel sees it; for leaks and for plugins that change their surroundings. */
export const processFacts: Omit<ProcessFacts, "surroundingsBeforeLoad"> = {
	descriptors() {
		return readdirSync("/proc/self/fd").flatMap((name) => {
			const link = linkOf(`/proc/self/fd/${name}`);
			return link === undefined ? [] : [`${name} ${link}`];
		});
	},
	threads: () => readdirSync("/proc/self/task").length,
	residentBytes: () => pagesOf("resident") * 4096,
	mappedBytes: () => pagesOf("mapped") * 4096,
	heapBytes,
	children() {
		return readdirSync("/proc/self/task").flatMap((task) => {
			const children = readText(`/proc/self/task/${task}/children`);
			return children.split(" ").filter(Boolean).map(Number);
		});
	},
	surroundings,
	openFlags(path) {
		return readdirSync("/proc/self/fd").flatMap((name) => {
			const link = linkOf(`/proc/self/fd/${name}`);
			if (link === undefined || !(link === path || link.startsWith(`${path}/`))) return [];
			const flags = /flags:\s*([0-7]+)/.exec(readText(`/proc/self/fdinfo/${name}`))?.[1];
			const bits = Number.parseInt(flags ?? "0", 8);
			const direct = (bits & directFlag) !== 0;
			return [{ descriptor: Number(name), direct, writable: (bits & 3) !== 0 }];
		});
	},
	mappings() {
		const lines = readText("/proc/self/maps").split("\n");
		return [...new Set(lines.flatMap((line) => line.split(/\s+/).slice(5, 6)).filter(Boolean))];
	},
};

/** See proc_pid_statm(5). */
function pagesOf(what: "mapped" | "resident"): number {
	const [mapped, resident] = readFileSync("/proc/self/statm", "utf8").split(" ");
	return Number(what === "mapped" ? mapped : resident);
}

/** O_DIRECT as fdinfo prints it, in octal: x86-64, and arm64's other number. */
const directFlag = process.arch === "arm64" ? 0o200000 : 0o40000;

function surroundings(): Record<string, string> {
	const status = readText("/proc/self/status");
	const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
	const facts: Record<string, string> = {
		"signals ignored": field("SigIgn"),
		"signals caught": field("SigCgt"),
		"signals blocked": field("SigBlk"),
		umask: field("Umask"),
		"working directory": linkOf("/proc/self/cwd") ?? "",
		environment: environmentHash(),
		locale: localeHash(),
		limits: readText("/proc/self/limits").replace(/\s+/g, " "),
		"thread name": field("Name"),
		"processors allowed": field("Cpus_allowed"),
		"scheduling of the thread": schedulingOf(readText("/proc/self/stat")),
		"floating-point mode": floatingPointMode(),
	};
	flushStreams();
	for (const descriptor of [0, 1, 2]) {
		facts[`descriptor ${descriptor}`] = linkOf(`/proc/self/fd/${descriptor}`) ?? "closed";
	}
	facts["bytes on stdout"] = sizeOf("/proc/self/fd/1");
	facts["bytes on stderr"] = sizeOf("/proc/self/fd/2");
	return facts;
}

/** Nice value, real-time priority and policy; see proc_pid_stat(5). */
function schedulingOf(stat: string): string {
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return [16, 37, 38].map((index) => fields[index] ?? "").join(" ");
}

function sizeOf(path: string): string {
	try {
		return String(statSync(path).size);
	} catch {
		return "closed";
	}
}

function linkOf(path: string): string | undefined {
	try {
		return readlinkSync(path);
	} catch {
		return undefined;
	}
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
