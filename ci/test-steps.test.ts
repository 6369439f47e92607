import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeStep, junitTally, runStep } from "./test-steps.ts";

const report = (tests: number, failures: number, skipped: number) =>
	`<?xml version="1.0"?>\n<testsuites name="bun test" tests="${tests}" assertions="9" ` +
	`failures="${failures}" skipped="${skipped}" time="1.5">\n</testsuites>\n`;

describe("junitTally", () => {
	test("counts what passed, failed and was skipped", () => {
		expect(junitTally(report(10, 2, 3))).toEqual({ passed: 5, failed: 2, skipped: 3 });
	});

	test("a report that is cut off or absent is none", () => {
		expect(junitTally(report(10, 0, 0).slice(0, -20))).toBeUndefined();
		expect(junitTally("")).toBeUndefined();
	});
});

describe("judgeStep", () => {
	test("a step without a report is one test", () => {
		expect(judgeStep(0, undefined, false)).toMatchObject({ passed: 1, failed: 0 });
		expect(judgeStep(2, undefined, false)).toMatchObject({ passed: 0, failed: 1 });
		expect(judgeStep(undefined, undefined, false).note).toContain("deadline");
	});

	test("a crash of the runner is never green", () => {
		expect(judgeStep(139, "", false)).toMatchObject({ failed: 1 });
		expect(judgeStep(0, "", false)).toMatchObject({ failed: 1 });
		expect(judgeStep(1, report(4, 0, 0), false)).toMatchObject({ passed: 4, failed: 1 });
		expect(judgeStep(0, report(0, 0, 0), false)).toMatchObject({ failed: 1 });
		expect(judgeStep(0, report(3, 0, 3), false)).toMatchObject({ failed: 1 });
	});

	test("skipped tests count as failed only where every rig is required", () => {
		expect(judgeStep(0, report(5, 0, 2), false)).toMatchObject({ failed: 0, skipped: 2 });
		expect(judgeStep(0, report(5, 0, 2), true)).toMatchObject({ failed: 2, skipped: 0 });
	});
});

describe("runStep", () => {
	let directory = "";
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), "assay-steps-"));
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));
	const run = (code: string, deadlineMs = 20_000, junit?: string) =>
		runStep(
			{
				name: "planted",
				command: ["-e", code],
				deadlineMs,
				...(junit === undefined ? {} : { junit }),
			},
			process.env,
			new AbortController().signal,
		);

	test("keeps both outputs, and takes the exit code", async () => {
		const result = await run('console.log("out"); console.error("err"); process.exitCode = 3;');
		expect(result).toMatchObject({ failed: 1, note: "exit code 3" });
		expect(result.output).toContain("out");
		expect(result.output).toContain("err");
	});

	test("what a step concluded stands behind its progress, where a log's end is kept", async () => {
		const { output } = await run('console.log("1 survived"); console.error("335/335");');
		expect(output).toBe("335/335\n1 survived\n");
	});

	test("kills the whole process group at the deadline", async () => {
		const pidFile = join(directory, "pid");
		const result = await run(
			`const child = Bun.spawn(["sleep", "60"]);
			await Bun.write(${JSON.stringify(pidFile)}, String(child.pid));
			await child.exited;`,
			700,
		);
		expect(result.note).toContain("deadline");
		const pid = Number(await Bun.file(pidFile).text());
		expect(pid).toBeGreaterThan(1);
		// SIGKILL was sent when the step returned; the process ends when it is next scheduled.
		const state = () =>
			Bun.file(`/proc/${pid}/stat`)
				.text()
				.catch(() => "gone) Z");
		const giveUpAt = performance.now() + 10_000;
		while (!/\) [ZX]/.test(await state()) && performance.now() < giveUpAt) await Bun.sleep(5);
		expect(await state()).toMatch(/\) [ZX]/);
	});

	test("the report of an earlier run is not taken for this one's", async () => {
		const junit = join(directory, "junit.xml");
		writeFileSync(junit, report(5, 0, 0));
		expect(await run("", 20_000, junit)).toMatchObject({ failed: 1, passed: 0 });
		const write = `await Bun.write(${JSON.stringify(junit)}, ${JSON.stringify(report(5, 0, 0))})`;
		expect(await run(write, 20_000, junit)).toMatchObject({ failed: 0, passed: 5 });
	});
});
