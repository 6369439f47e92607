/** The baseline with a known delay, built for this one file: it has to be found slower. */
import { join } from "node:path";
import type { PreparedEngine } from "../../contract/index.ts";
import { inspectEngine } from "../../preflight/index.ts";
import { unfit } from "../refusal.ts";

/** The C names of what the shim may promise on the engine's behalf. */
const guaranteeNames: Readonly<Record<string, string>> = {
	"thread-safe": "BSE_GUARANTEE_THREAD_SAFE",
	"durable-at-write": "BSE_GUARANTEE_DURABLE_AT_WRITE",
	"durable-at-flush": "BSE_GUARANTEE_DURABLE_AT_FLUSH",
	"absent-reads-zeros": "BSE_GUARANTEE_ABSENT_READS_ZEROS",
	"atomic-blocks": "BSE_GUARANTEE_ATOMIC_BLOCKS",
	"prefix-recovery": "BSE_GUARANTEE_PREFIX_RECOVERY",
	"direct-io": "BSE_GUARANTEE_DIRECT_IO",
};

export function buildDelayed(
	root: string,
	baseline: PreparedEngine,
	share: number,
	directory: string,
): PreparedEngine {
	const { path, descriptor } = baseline.file;
	const compiler = Bun.which("cc");
	if (compiler === null) throw unfit("--prove builds a delayed engine and needs cc; install one.");
	const output = join(directory, "delayed.so");
	const guarantees = descriptor.guarantees.flatMap((name) => guaranteeNames[name] ?? []);
	const defines = {
		DELAY_TARGET: JSON.stringify(path),
		DELAY_PPM: `${Math.round(share * 1e6)}u`,
		DELAY_GUARANTEES: guarantees.length === 0 ? "0" : `(${guarantees.join("|")})`,
		DELAY_BLOCK_MIN: `${descriptor.blockBytesMin}u`,
		DELAY_BLOCK_MAX: `${descriptor.blockBytesMax}u`,
		DELAY_ALIGNMENT: `${descriptor.bufferAlignment}u`,
	};
	const flags = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
	if (descriptor.capabilities.includes("batch")) flags.push("-DDELAY_BATCH");
	const child = Bun.spawnSync([
		compiler,
		...["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-fvisibility=hidden"],
		...["-shared", "-pthread", `-I${join(root, "engines", "abi")}`, ...flags],
		...[join(root, "engines", "delay", "delay.c"), "-o", output, "-ldl"],
	]);
	if (child.exitCode !== 0) {
		const reason = child.stderr.toString().trim().split("\n")[0] ?? "";
		throw unfit(`--prove could not build the delayed engine: ${reason}.`);
	}
	const inspected = inspectEngine(output);
	if (!inspected.ok) throw unfit(`--prove: ${inspected.refusal.message}`);
	return inspected.prepared;
}
