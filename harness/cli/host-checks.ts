/** What a full run needs of this host, one fact a line. Looks, and changes nothing. */
import { accessSync, constants, existsSync } from "node:fs";
import { cpus, release } from "node:os";
import { hostMachines } from "../preflight/elf/constants.ts";
import { readText } from "../preflight/host.ts";

export interface HostCheck {
	readonly id: string;
	/** `missing` or `failed` of something required makes the host unfit; else it is only told. */
	readonly state: "ok" | "missing" | "failed" | "warning";
	readonly required: boolean;
	readonly message: string;
}

type Outcome = Omit<HostCheck, "id" | "required">;
const ok = (message: string): Outcome => ({ state: "ok", message });
const missing = (message: string): Outcome => ({ state: "missing", message });
const warning = (message: string): Outcome => ({ state: "warning", message });

export function hostChecks(): HostCheck[] {
	return [
		{ id: "kernel", required: true, ...kernel() },
		{ id: "machine", required: true, ...machine() },
		{ id: "compiler", required: true, ...program("cc", "builds the engines", "gcc libc6-dev") },
		{ id: "cpus", required: false, ...processors() },
		{ id: "clock", required: false, ...clock() },
		{ id: "io-uring", required: false, ...ioUring() },
		{ id: "open-files", required: false, ...limit("Max open files", 1024, "descriptors") },
		{ id: "locked-memory", required: false, ...limit("Max locked memory", 8 << 20, "bytes") },
		{
			id: "fio",
			required: false,
			...program("fio", "npm run bench:peers compares with it", "fio"),
		},
		{ id: "nbdfuse", required: false, ...nbdfuse() },
		{ id: "fuse", required: false, ...fuse() },
		{ id: "losetup", required: false, ...program("losetup", "makes loop devices", "mount") },
	];
}

function kernel(): Outcome {
	const version = release();
	const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
	const isRecent = major > 5 || (major === 5 && minor >= 10);
	return isRecent
		? ok(`Linux ${version}`)
		: missing(`Linux ${version}; 5.10 or later is needed: upgrade the kernel`);
}

function machine(): Outcome {
	const known = hostMachines[process.arch] !== undefined;
	return known
		? ok(process.arch)
		: missing(`${process.arch} is not supported: use x86-64 or arm64`);
}

function processors(): Outcome {
	const count = cpus().length;
	return count >= 2
		? ok(`${count}`)
		: warning(`${count}: load and engine share it, so that numbers say little about either`);
}

function clock(): Outcome {
	const source = readText(
		"/sys/devices/system/clocksource/clocksource0/current_clocksource",
	).trim();
	const flags = readText("/proc/cpuinfo");
	const isStable = /\bconstant_tsc\b/.test(flags) && /\bnonstop_tsc\b/.test(flags);
	if (source === "tsc" || source === "arch_sys_counter") return ok(`clocksource ${source}`);
	if (isStable) return ok(`clocksource ${source}, with a constant TSC`);
	return warning(`clocksource ${source || "unknown"}: reading it may cost more than an operation`);
}

function ioUring(): Outcome {
	const disabled = readText("/proc/sys/kernel/io_uring_disabled").trim();
	if (disabled === "2") {
		return missing("switched off: set the sysctl kernel.io_uring_disabled to 0");
	}
	if (disabled === "1" && process.getuid?.() !== 0) {
		return missing("for privileged users only: set the sysctl kernel.io_uring_disabled to 0");
	}
	const symbols = readText("/proc/kallsyms");
	if (symbols !== "" && !symbols.includes("sys_io_uring_setup")) {
		return missing("this kernel was built without it (CONFIG_IO_URING)");
	}
	return /^Seccomp:\s*2$/m.test(readText("/proc/self/status"))
		? warning("a seccomp filter is on, as in containers, and may refuse it")
		: ok("allowed");
}

/** Soft limits of /proc/self/limits. */
function limit(name: string, wanted: number, unit: string): Outcome {
	const value = new RegExp(`^${name} +(\\S+)`, "m").exec(readText("/proc/self/limits"))?.[1];
	if (value === undefined) return warning("the kernel does not say");
	if (value === "unlimited" || Number(value) >= wanted) return ok(`${value} ${unit}`);
	return warning(`${value} ${unit}, and ${wanted} are better: raise it with ulimit`);
}

function program(name: string, purpose: string, packageName: string): Outcome {
	const path = Bun.which(name);
	return path === null
		? missing(`not found; ${purpose}: apt-get install ${packageName}`)
		: ok(path);
}

function nbdfuse(): Outcome {
	if (process.getuid?.() === 0) return ok("not needed: root mounts faulty devices without it");
	return program("nbdfuse", "mounts faulty devices", "libnbd-bin");
}

function fuse(): Outcome {
	if (!existsSync("/dev/fuse")) return missing("/dev/fuse is not there: modprobe fuse");
	try {
		accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
	} catch {
		return missing("/dev/fuse may not be opened by this user");
	}
	const helper = Bun.which("fusermount3");
	return helper === null
		? missing("fusermount3 not found: apt-get install fuse3")
		: ok("/dev/fuse");
}
