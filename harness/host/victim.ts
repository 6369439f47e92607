import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostJob, Victim, VictimPlan, VictimReport, VictimStart } from "../contract/index.ts";
import { type ParsedStream, parseStream } from "./stream.ts";
import { type HostProcess, jobPaths, startHost } from "./supervise.ts";
import { mapLog } from "./victim-writer.ts";

const progressBytes = 4096;
/** Starting a process and a few flushes take this long only where the machine does other things. */
const patienceMs = 30_000;
let victims = 0;

/** Steps acknowledged so far, in a shared mapping: it outlives the process that counts. */
export function mapProgress(path: string): Int32Array {
	const bytes = Bun.mmap(path, { shared: true });
	return new Int32Array(bytes.buffer, bytes.byteOffset, 1);
}

interface Started {
	readonly host: HostProcess;
	readonly progress: Int32Array;
	readonly logPath: string;
	stream(): ParsedStream;
	/** What it wrote to its standard error. */
	errors(): string;
}

/** Starts a host process that runs a victim's script over this job's target. */
function start(job: HostJob, what: VictimStart): Started {
	const directory = join(job.scratchDirectory, `victim-${++victims}`);
	mkdirSync(directory);
	const progressPath = join(directory, "progress");
	const logPath = join(directory, "log");
	for (const [path, bytes] of [
		[progressPath, progressBytes],
		[logPath, Math.max(progressBytes, what.logWords * 4)],
	] as const) {
		writeFileSync(path, "");
		truncateSync(path, bytes);
	}
	const paths = jobPaths(directory);
	const { script, parameters, config, seed } = what;
	const host = startHost({
		...job,
		task: {
			...({ kind: "victim", script, parameters, progressPath, logPath } as const),
			...(job.task.kind === "swap" ? { next: job.task.next } : {}),
		},
		engineConfig: { ...job.engineConfig, ...config },
		target: { ...job.target, fresh: false },
		seed,
		scratchDirectory: directory,
		recorderPath: paths.recorder,
		streamPath: paths.stream,
	});
	const stream = () => parseStream(readFileSync(paths.stream, "utf8"), job.nonce);
	const errors = () => readFileSync(paths.stderr, "utf8");
	return { host, progress: mapProgress(progressPath), logPath, stream, errors };
}

/**
 * Starts a victim over this job's target and kills it once it acknowledged enough steps. SIGKILL
 * ends the process at any instruction; the kernel keeps what was written, so this shows what the
 * engine held back in its own memory, not what the device would lose at a power cut.
 */
export async function runVictim(job: HostJob, plan: VictimPlan): Promise<VictimReport> {
	const { host, progress, stream } = start(job, { config: {}, ...plan, logWords: 0 });
	let ended: { exitCode: number | null; signal: string | null } | undefined;
	const end = host.ended.then((how) => {
		ended = how;
	});
	const giveUpAt = performance.now() + patienceMs;
	while (ended === undefined && Atomics.load(progress, 0) < plan.killAfterSteps) {
		if (performance.now() > giveUpAt) break;
		await Bun.sleep(0);
	}
	const endedBefore = ended !== undefined;
	await Bun.sleep(plan.killDelayUs / 1000);
	host.kill();
	await end;
	const told = stream();
	const steps = Atomics.load(progress, 0);
	const message =
		failureOf(told)?.message ?? `ended with ${JSON.stringify(ended)} after ${steps} steps`;
	return { steps, killed: !endedBefore && !told.terminated, message };
}

function failureOf(stream: ParsedStream): { message: string; harness: boolean } | undefined {
	for (const told of stream.observations) {
		if (told.kind === "error") return { message: told.message, harness: true };
		if (told.kind === "check") return { message: told.outcome.message, harness: false };
	}
	return undefined;
}

/** Starts a victim that the check itself follows and kills. */
export async function startVictim(job: HostJob, what: VictimStart): Promise<Victim> {
	const { host, logPath, stream, errors } = start(job, what);
	let hasEnded = false;
	const ended = host.ended.then(() => {
		hasEnded = true;
	});
	const giveUpAt = performance.now() + patienceMs;
	while (!hasEnded && stream().pid === undefined) {
		if (performance.now() > giveUpAt) throw new Error("a victim's process did not start");
		await Bun.sleep(1);
	}
	const { pid } = stream();
	if (pid === undefined) {
		throw new Error(`a victim's process ended before it began: ${errors().trim().slice(-400)}`);
	}
	return {
		log: mapLog(logPath),
		ended,
		hasEnded: () => hasEnded,
		kill() {
			// Before the leash sees to it that the rest ends: the signal has to be there now.
			if (!hasEnded) killProcess(pid);
			host.kill();
		},
		failure: () => failureOf(stream()),
	};
}

function killProcess(pid: number): void {
	try {
		process.kill(pid, "SIGKILL");
	} catch {
		// It ended by itself in this moment.
	}
}
