import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineFile, HostJob } from "../contract/index.ts";
import { jobPaths, superviseHost } from "./index.ts";

const root = join(import.meta.dir, "..", "..");
const scratch = mkdtempSync(join(tmpdir(), "assay-host-"));
let engine: EngineFile;
let jobs = 0;

beforeAll(() => {
	const path = join(scratch, "hostile.so");
	const source = join(import.meta.dir, "fixtures", "hostile.c");
	const flags = ["-std=c11", "-shared", "-fPIC", "-I", join(root, "engines", "abi")];
	const compiled = Bun.spawnSync(["cc", ...flags, source, "-o", path]);
	expect(compiled.stderr.toString()).toBe("");
	const image = readFileSync(path);
	engine = {
		path,
		digest: createHash("sha256").update(image).digest("hex"),
		fileBytes: image.byteLength,
		descriptor: {
			name: "hostile",
			vendor: "assay",
			build: "",
			version: "1.0.0",
			abiVersion: { major: 1, minor: 0 },
			capabilities: [],
			guarantees: [],
			blockBytesMin: 512,
			blockBytesMax: 4096,
			bufferAlignment: 512,
		},
	};
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function job(check: string, mood: string, changes: Partial<HostJob> = {}): HostJob {
	const directory = join(scratch, `job-${++jobs}`);
	mkdirSync(directory);
	writeFileSync(join(directory, "target"), "");
	const paths = jobPaths(directory);
	return {
		nonce: "a-nonce",
		coordinatorPid: process.pid,
		task: { kind: "check", id: check, propertyRuns: 1, budgetMs: 1000 },
		engine,
		engineConfig: { log_level: mood },
		target: {
			path: join(directory, "target"),
			kind: "file",
			sizeBytes: 1 << 20,
			sectorBytes: 512,
			fresh: true,
		},
		blockBytes: 512,
		capacityBlocks: 16,
		seed: 1,
		scratchDirectory: directory,
		recorderPath: paths.recorder,
		streamPath: paths.stream,
		hostCommand: [process.execPath, join(import.meta.dir, "fixtures", "entry.ts")],
		...changes,
	};
}

const never = new AbortController().signal;
const supervise = (one: HostJob, deadlineMs = 20_000) => superviseHost(one, deadlineMs, never);

test("a check that concludes is completed, with its outcome", async () => {
	const outcome = await supervise(job("fixture.flush", "calm"));
	expect(outcome.kind).toBe("completed");
	if (outcome.kind === "completed") {
		expect(outcome.observations).toMatchObject([{ kind: "check", outcome: { verdict: "pass" } }]);
	}
});

test("an engine's failure is a verdict, the harness's is an error", async () => {
	const failed = await supervise(job("fixture.failing", "calm"));
	expect(failed).toMatchObject({ kind: "completed" });
	const broken = await supervise(job("fixture.broken", "calm"));
	expect(broken).toMatchObject({ kind: "harness-error", message: "the harness broke" });
});

test.each([
	["exit-zero", "exit code 0"],
	["quick-exit", "exit code 0"],
	["abort", "SIGABRT"],
	["segv", "SIGSEGV"],
	["close-all", "exit code"],
])("a plugin that does %s crashed, whatever the exit code says", async (mood, how) => {
	const outcome = await supervise(job("fixture.flush", mood));
	expect(outcome).toMatchObject({ kind: "crashed" });
	if (outcome.kind !== "crashed") return;
	expect(outcome.message).toContain(how);
	expect(outcome.evidence.lastOperations?.map((one) => one.call)).toEqual([
		"initialize",
		"write",
		"flush",
	]);
});

test("a plugin that never returns is hung, and is named with the call it is in", async () => {
	const outcome = await supervise(job("fixture.flush", "loop"), 700);
	expect(outcome).toMatchObject({ kind: "hung", message: "no answer within 700 ms in flush" });
});

test("a process that a plugin forked into its own session does not outlive the check", async () => {
	const one = job("fixture.flush", "orphan");
	await supervise(one);
	expect(processesNaming(one.scratchDirectory)).toEqual([]);
});

test("a deadline of an hour keeps nobody waiting once the check has ended", () => {
	const script = `
		import { superviseHost } from ${JSON.stringify(join(import.meta.dir, "supervise.ts"))};
		const job = JSON.parse(process.env.ASSAY_TEST_JOB);
		console.log((await superviseHost(job, 3_600_000, new AbortController().signal)).kind);`;
	const env = { ...process.env, ASSAY_TEST_JOB: JSON.stringify(job("fixture.flush", "calm")) };
	const ran = Bun.spawnSync([process.execPath, "-e", script], { env, timeout: 60_000 });
	expect(ran.stdout.toString().trim()).toBe("completed");
	expect(ran.exitCode).toBe(0);
});

test("interrupting ends the host process", async () => {
	const controller = new AbortController();
	setTimeout(() => controller.abort(), 200);
	const one = job("fixture.flush", "loop");
	const outcome = await superviseHost(one, 20_000, controller.signal);
	expect(outcome.kind).toBe("interrupted");
	expect(processesNaming(one.scratchDirectory)).toEqual([]);
});

test("a host process that never got as far as the engine is the harness's failure", async () => {
	const hostCommand = [process.execPath, join(import.meta.dir, "fixtures", "no-such-entry.ts")];
	const outcome = await supervise(job("fixture.flush", "calm", { hostCommand }));
	expect(outcome).toMatchObject({ kind: "harness-error" });
	if (outcome.kind === "harness-error") expect(outcome.message).toContain("could not start");
});

test("a file that changed since it was inspected is not run", async () => {
	const one = job("fixture.flush", "calm", { engine: { ...engine, digest: "0".repeat(64) } });
	const outcome = await supervise(one);
	expect(outcome).toMatchObject({ kind: "harness-error" });
	if (outcome.kind === "harness-error") expect(outcome.message).toContain("changed during the run");
});

test("a victim is killed after the steps it acknowledged", async () => {
	const outcome = await supervise(job("fixture.victim", "calm"));
	expect(outcome).toMatchObject({
		observations: [{ outcome: { message: "killed true after enough" } }],
	});
});

/** Command lines that still name this job: the leash's, the host's and what a fork inherited. */
function processesNaming(text: string): string[] {
	const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	return pids.map(commandLine).filter((line) => line.includes(text));
}

function commandLine(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8");
	} catch {
		return "";
	}
}
