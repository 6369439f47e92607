import { existsSync, readFileSync, rmSync } from "node:fs";

/** One thing that must hold before a change goes in. */
export interface Step {
	readonly name: string;
	/** Arguments to the Bun that runs this. */
	readonly command: readonly string[];
	readonly deadlineMs: number;
	/** Where the step writes its JUnit report: then its tests are counted, not the step. */
	readonly junit?: string;
}

export interface Tally {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

export interface StepResult extends Tally {
	readonly name: string;
	readonly seconds: number;
	/** Why it failed, when the output alone doesn't say. */
	readonly note: string;
	readonly output: string;
}

/** Totals of a JUnit report; undefined when it is not one, as after a crash of the test runner. */
export function junitTally(xml: string): Tally | undefined {
	const root = xml.match(/<testsuites\b[^>]*>/)?.[0];
	if (root === undefined || !xml.trimEnd().endsWith("</testsuites>")) {
		return undefined;
	}
	const number = (name: string) => Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
	const failed = number("failures") + number("errors");
	const skipped = number("skipped");
	return { passed: number("tests") - failed - skipped, failed, skipped };
}

/**
 * What a finished step counts as. It is one test, or those of its report; an exit code that speaks
 * against the report is one more failure, and so is a report with nothing in it.
 */
export function judgeStep(
	exitCode: number | undefined,
	report: string | undefined,
	requireAll: boolean,
): Tally & { note: string } {
	const broken = exitCode !== 0;
	const ended = exitCode === undefined ? "killed at its deadline" : `exit code ${exitCode}`;
	if (report === undefined) {
		const counts = { passed: broken ? 0 : 1, failed: broken ? 1 : 0, skipped: 0 };
		return { ...counts, note: broken ? ended : "" };
	}
	const tally = junitTally(report);
	if (tally === undefined) {
		return { passed: 0, failed: 1, skipped: 0, note: `no whole report; ${ended}` };
	}
	if (tally.passed + tally.failed === 0) {
		return { ...tally, failed: 1, note: "no test ran" };
	}
	if (broken && tally.failed === 0) {
		return { ...tally, failed: 1, note: `all reported tests passed, but ${ended}` };
	}
	if (requireAll && tally.skipped > 0) {
		const note = `${tally.skipped} skipped, but ASSAY_REQUIRE_RIGS asks for every rig`;
		return { passed: tally.passed, failed: tally.failed + tally.skipped, skipped: 0, note };
	}
	return { ...tally, note: "" };
}

/** Runs a step in a process group of its own, which is killed as a whole when it takes too long. */
export async function runStep(
	step: Step,
	environment: Record<string, string | undefined>,
	signal: AbortSignal,
): Promise<StepResult> {
	if (step.junit !== undefined) {
		rmSync(step.junit, { force: true });
	}
	const started = performance.now();
	const child = Bun.spawn([process.execPath, ...step.command], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
		env: environment,
		detached: true,
	});
	let stopped = false;
	const stop = () => {
		stopped = true;
		killGroup(child.pid);
	};
	signal.addEventListener("abort", stop, { once: true });
	const timer = setTimeout(stop, step.deadlineMs);
	const [out, err] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	clearTimeout(timer);
	signal.removeEventListener("abort", stop);
	const exitCode = stopped ? undefined : (child.exitCode ?? 128);
	const report = step.junit === undefined ? undefined : read(step.junit);
	const requireAll = environment.ASSAY_REQUIRE_RIGS === "1";
	return {
		name: step.name,
		seconds: (performance.now() - started) / 1000,
		// Progress goes to stderr, conclusions to stdout: the end of a log is what is kept and read.
		output: `${err}${out}`,
		...judgeStep(exitCode, report, requireAll),
	};
}

function read(path: string): string {
	return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function killGroup(pid: number): void {
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// It ended in this very moment.
	}
}
