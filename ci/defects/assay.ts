import { type RunRecord, runRecordSchema } from "../../results/schema/index.ts";

/** Where and how `assay` is run: the real command line, so that its exit code is judged as well. */
export interface AssayRunner {
	readonly root: string;
	/** A directory on a real disk; every run writes below it. */
	readonly out: string;
	readonly signal: AbortSignal;
	/** The command line: its source, or a bundle of it, which starts in half of the time. */
	readonly main: string;
	/** Processor time of all that was run, hosts included: what counts on a shared machine. */
	cpuSeconds: number;
}

export interface AssayRun {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Longer than any deadline that the command itself sets: it is there for a harness that hangs. */
const deadlineMs = 5 * 60_000;

export async function runAssay(
	runner: AssayRunner,
	words: readonly string[],
	deadline = deadlineMs,
): Promise<AssayRun> {
	const child = Bun.spawn([process.execPath, runner.main, ...words], {
		cwd: runner.root,
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	// SIGINT, so that it takes its own children and files along.
	const stop = () => child.kill("SIGINT");
	runner.signal.addEventListener("abort", stop, { once: true });
	const timer = setTimeout(stop, deadline);
	try {
		const [stdout, stderr, exitCode] = await Promise.all([
			new Response(child.stdout).text(),
			new Response(child.stderr).text(),
			child.exited,
		]);
		runner.cpuSeconds += Number(child.resourceUsage()?.cpuTime.total ?? 0n) / 1e6;
		return { exitCode, stdout, stderr };
	} finally {
		clearTimeout(timer);
		runner.signal.removeEventListener("abort", stop);
	}
}

/** The record of `test` or `swap --json`; the reason when there is none. */
export function recordOf(run: AssayRun): RunRecord | string {
	try {
		return runRecordSchema.parse(JSON.parse(run.stdout));
	} catch {
		const said = run.stderr.trim().split("\n").at(-1) ?? "";
		return `exit code ${run.exitCode}, and no record: ${said}`;
	}
}
