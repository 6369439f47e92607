import { closeSync, openSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Evidence, Operation } from "../../results/schema/index.ts";
import { type HostJob, type HostOutcome, root } from "../contract/index.ts";
import { readRecorder, recordedCalls, recorderBytes } from "../ffi/index.ts";
import { parseStream } from "./stream.ts";
import { watchFor } from "./watchdog.ts";

const leashPath = join(root, "build", "native", "leash");
const stderrBytesShown = 4000;
const operationsShown = 12;
/** After a SIGKILL only a process in uninterruptible sleep is still there; it is left behind. */
const killGraceMs = 5000;

/** A host process under way. */
export interface HostProcess {
	/** Resolves when it, and every descendant of it, has ended. */
	readonly ended: Promise<{ exitCode: number | null; signal: string | null }>;
	/** SIGKILL for it and every descendant. */
	kill(): void;
}

/** Paths of one job inside its scratch directory. */
export function jobPaths(directory: string) {
	return {
		job: join(directory, "job.json"),
		stream: join(directory, "stream.ndjson"),
		recorder: join(directory, "recorder"),
		stdout: join(directory, "stdout"),
		stderr: join(directory, "stderr"),
	};
}

/** Starts a host process for the job; its directory exists and is its own. */
export function startHost(job: HostJob): HostProcess {
	const paths = jobPaths(job.scratchDirectory);
	writeFileSync(paths.job, JSON.stringify(job));
	writeFileSync(paths.stream, "");
	writeFileSync(paths.recorder, "");
	truncateSync(paths.recorder, recorderBytes);
	const stdout = openSync(paths.stdout, "w");
	const stderr = openSync(paths.stderr, "w");
	const child = Bun.spawn([leashPath, ...job.hostCommand, paths.job], {
		stdin: "pipe",
		stdout,
		stderr,
		env: { ...process.env, BUN_ENABLE_CRASH_REPORTING: "0", LD_BIND_NOW: "1" },
	});
	closeSync(stdout);
	closeSync(stderr);
	const ended = child.exited.then(() => ({
		exitCode: child.exitCode,
		signal: child.signalCode === null ? null : String(child.signalCode),
	}));
	return { ended, kill: () => void child.stdin.end() };
}

/**
 * Runs one job to its end, or to a deadline that passed in silence, and says what became of it.
 * Interrupting kills it.
 * Never throws for anything that an engine can do.
 */
export async function superviseHost(
	job: HostJob,
	deadlineMs: number,
	signal: AbortSignal,
): Promise<HostOutcome> {
	const startedAt = performance.now();
	const host = startHost(job);
	const grace = Promise.withResolvers<undefined>();
	let giveUp: ReturnType<typeof setTimeout> | undefined;
	const kill = () => {
		host.kill();
		clearTimeout(giveUp);
		giveUp = setTimeout(() => grace.resolve(undefined), killGraceMs);
	};
	const { recorder } = jobPaths(job.scratchDirectory);
	let hungMs: number | undefined;
	const callOff = watchFor({
		deadlineMs,
		callsBegun: () => recordedCalls(readBytes(recorder)),
		bark(afterMs) {
			hungMs = afterMs;
			kill();
		},
	});
	signal.addEventListener("abort", kill, { once: true });
	if (signal.aborted) kill();
	const end = await Promise.race([host.ended, grace.promise]);
	callOff();
	clearTimeout(giveUp);
	signal.removeEventListener("abort", kill);
	const durationMs = performance.now() - startedAt;
	if (signal.aborted) return { kind: "interrupted", durationMs };
	return conclude(job, { end, hungMs, durationMs });
}

interface Ending {
	end: { exitCode: number | null; signal: string | null } | undefined;
	/** Killed after so long without a sign of life. */
	hungMs: number | undefined;
	durationMs: number;
}

function conclude(job: HostJob, ending: Ending): HostOutcome {
	const paths = jobPaths(job.scratchDirectory);
	const { observations, greeted, terminated } = parseStream(readText(paths.stream), job.nonce);
	const { durationMs, end } = ending;
	const failure = observations.find((one) => one.kind === "error");
	if (failure?.kind === "error") {
		return { kind: "harness-error", message: failure.message, durationMs };
	}
	if (terminated) return { kind: "completed", observations, durationMs };
	if (!greeted && ending.hungMs === undefined) {
		const why = readText(paths.stderr).slice(-stderrBytesShown).trim();
		const message = `the host process could not start (${describeEnd(end)}): ${why}`;
		return { kind: "harness-error", message, durationMs };
	}
	const lastOperations = readRecorder(readBytes(paths.recorder), operationsShown);
	const evidence: Evidence = {
		lastOperations,
		...(end?.exitCode != null ? { exitCode: end.exitCode } : {}),
		...(end?.signal ? { signal: end.signal } : {}),
		stderrTail: readText(paths.stderr).slice(-stderrBytesShown),
	};
	const during = describeLast(lastOperations);
	if (ending.hungMs !== undefined) {
		const message = `no answer within ${ending.hungMs} ms${during}`;
		return { kind: "hung", message, evidence, durationMs, observations };
	}
	const message = `the process ${describeEnd(end)}${during}`;
	return { kind: "crashed", message, evidence, durationMs, observations };
}

function describeEnd(end: Ending["end"]): string {
	if (end === undefined) return "did not end after SIGKILL";
	if (end.signal) return `died of ${end.signal}`;
	return `ended with exit code ${end.exitCode} before the check did`;
}

/** The call under way in the lane that did not return, or the last one that did. */
export function describeLast(operations: readonly Operation[]): string {
	const open = operations.find((one) => one.status === undefined) ?? operations.at(-1);
	if (open === undefined) return " before its first call (in a constructor or while loading)";
	const where = open.status === undefined ? "in" : "after";
	const what = open.call.startsWith("write") || open.call.startsWith("read");
	return ` ${where} ${open.call}${what ? ` of block ${open.id} (${open.length})` : ""}`;
}

function readText(path: string): string {
	return new TextDecoder().decode(readBytes(path));
}

function readBytes(path: string): Uint8Array<ArrayBuffer> {
	try {
		return new Uint8Array(readFileSync(path));
	} catch {
		return new Uint8Array(new ArrayBuffer(0));
	}
}
