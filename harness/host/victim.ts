import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostJob, VictimPlan, VictimReport } from "../contract/index.ts";
import { parseStream } from "./stream.ts";
import { jobPaths, startHost } from "./supervise.ts";

const progressBytes = 4096;
const patienceMs = 10_000;
let victims = 0;

/** Steps acknowledged so far, in a shared mapping: it outlives the process that counts. */
export function mapProgress(path: string): Int32Array {
	const bytes = Bun.mmap(path, { shared: true });
	return new Int32Array(bytes.buffer, bytes.byteOffset, 1);
}

/**
 * Starts a victim over this job's target and kills it once it acknowledged enough steps. SIGKILL
 * ends the process at any instruction; the kernel keeps what was written, so this shows what the
 * engine held back in its own memory, not what the device would lose at a power cut.
 */
export async function runVictim(job: HostJob, plan: VictimPlan): Promise<VictimReport> {
	const directory = join(job.scratchDirectory, `victim-${++victims}`);
	mkdirSync(directory);
	const progressPath = join(directory, "progress");
	writeFileSync(progressPath, "");
	truncateSync(progressPath, progressBytes);
	const progress = mapProgress(progressPath);
	const paths = jobPaths(directory);
	const { script, parameters } = plan;
	const victim: HostJob = {
		...job,
		task: { kind: "victim", script, parameters, progressPath },
		engineConfig: { ...job.engineConfig, ...plan.config },
		target: { ...job.target, fresh: false },
		seed: plan.seed,
		scratchDirectory: directory,
		recorderPath: paths.recorder,
		streamPath: paths.stream,
	};
	const host = startHost(victim);
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
	const stream = parseStream(await Bun.file(paths.stream).text(), job.nonce);
	const steps = Atomics.load(progress, 0);
	const told = stream.observations.find((one) => one.kind === "error" || one.kind === "check");
	const message =
		told?.kind === "error"
			? told.message
			: told?.kind === "check"
				? told.outcome.message
				: `ended with ${JSON.stringify(ended)} after ${steps} steps`;
	return { steps, killed: !endedBefore && !stream.terminated, message };
}
