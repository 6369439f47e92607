// The reference engines under AddressSanitizer + UBSan and ThreadSanitizer: a random mix against a
// model, then eight threads and hand-overs. Two negative controls show that a report would be seen.

import { beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { buildSanitized } from "./build.ts";
import { sanitizedEngines } from "./build-plan.ts";

const root = resolve(import.meta.dir, "..");
const seed = 20_240_601;
const steps = 600;
const milliseconds = 600;

type Mode = "model" | "threads" | "overflow";

interface Outcome {
	readonly code: number;
	readonly output: string;
}

/**
 * ThreadSanitizer of older compilers dies at start where the kernel randomises addresses widely.
 */
const addressesTooRandom = "unexpected memory mapping";

async function drive(program: string, mode: Mode, budget: number): Promise<Outcome> {
	const outcome = await driveOnce([], program, mode, budget);
	if (!outcome.output.includes(addressesTooRandom)) return outcome;
	return driveOnce(["setarch", "-R"], program, mode, budget);
}

/** Runs a driver on a new 8 MiB file on the disk that the repository is on: O_DIRECT needs one. */
async function driveOnce(
	prefix: readonly string[],
	program: string,
	mode: Mode,
	budget: number,
): Promise<Outcome> {
	const directory = await mkdtemp(join(root, "build", "sanitize-"));
	const device = join(directory, "device");
	try {
		await writeFile(device, "");
		await truncate(device, 8 << 20);
		const child = Bun.spawn(
			[...prefix, join(root, "build", "sanitized", program), mode, device, `${seed}`, `${budget}`],
			{
				stdin: "ignore",
				stdout: "pipe",
				stderr: "pipe",
				env: { ...process.env, ASAN_OPTIONS: "exitcode=66", TSAN_OPTIONS: "exitcode=66" },
				timeout: 50_000,
				killSignal: "SIGKILL",
			},
		);
		const [stdout, stderr, code] = await Promise.all([
			new Response(child.stdout).text(),
			new Response(child.stderr).text(),
			child.exited,
		]);
		return { code, output: stdout + stderr };
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

beforeAll(async () => {
	const report = await buildSanitized();
	expect(report.failures).toEqual([]);
}, 300_000);

describe.each(sanitizedEngines.map((name) => [name] as const))("%s", (name) => {
	for (const kind of ["asan", "tsan"] as const) {
		test(`${kind}: random operations against a model`, async () => {
			const { code, output } = await drive(`${name}-${kind}`, "model", steps);
			expect(output).toEndWith(`model seed ${seed}: no wrong answer\n`);
			expect(code).toBe(0);
		});
		test(`${kind}: eight threads`, async () => {
			const { code, output } = await drive(`${name}-${kind}`, "threads", milliseconds);
			expect(output).toEndWith(`threads seed ${seed}: no wrong answer\n`);
			expect(code).toBe(0);
		});
	}
});

describe("negative controls", () => {
	test("AddressSanitizer reports a buffer that an engine overruns", async () => {
		const { code, output } = await drive("memory-asan", "overflow", 0);
		expect(output).toContain("heap-buffer-overflow");
		expect(code).not.toBe(0);
	});
	test("ThreadSanitizer reports an engine without locks", async () => {
		const { code, output } = await drive("memory-unlocked-tsan", "threads", milliseconds);
		expect(output).toContain("data race");
		expect(code).not.toBe(0);
	});
});
