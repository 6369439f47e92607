import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endsWell } from "./fixtures/run-job.ts";

// Compilers and drills take what a busy machine gives them.
setDefaultTimeout(240_000);

/** The slot's C code against threads of C, where a caller is in an engine nearly all the time. */
const root = join(import.meta.dir, "..", "..");
const sources = [
	"harness/swap/fixtures/slot_stress.c",
	"harness/native/slot.c",
	"harness/native/slot_calls.c",
	"harness/native/swap.c",
	"harness/native/within.c",
	"harness/native/calls.c",
];
let directory = "";

interface Outcome {
	asymmetric: number;
	swaps: number;
	rolledBack: number;
	wrongStatus: number;
	writes: number;
	errors: number;
	lost: number;
	callsAfterRetirement: number;
	retiredWithCallers: number;
	overlappingCalls: number;
}

function build(name: string, flags: string[]): string {
	const program = join(directory, name);
	const compiled = Bun.spawnSync(
		["cc", "-std=c11", "-g", "-Wall", "-Wextra", "-Werror", ...flags].concat([
			"-Iengines/abi",
			"-Iharness/native",
			...sources,
			"-o",
			program,
			"-lpthread",
		]),
		{ cwd: root, stderr: "pipe" },
	);
	if (compiled.exitCode !== 0) throw new Error(compiled.stderr.toString());
	return program;
}

function run(program: string, threads: number, swaps: number, mode: string[]): Outcome {
	// Sanitizers report on stderr and end with a code of their own.
	return endsWell([program, String(threads), String(swaps), ...mode]) as Outcome;
}

/** No call in an engine that was retired, no update lost, no error seen, a third rolled back. */
function expectClean(outcome: Outcome, swaps: number): void {
	expect(outcome.swaps).toBe(swaps - Math.floor(swaps / 3));
	expect(outcome.rolledBack).toBe(Math.floor(swaps / 3));
	expect(outcome.writes).toBeGreaterThan(0);
	const { wrongStatus, errors, lost, callsAfterRetirement, retiredWithCallers } = outcome;
	expect({ wrongStatus, errors, lost, callsAfterRetirement, retiredWithCallers }).toEqual({
		wrongStatus: 0,
		errors: 0,
		lost: 0,
		callsAfterRetirement: 0,
		retiredWithCallers: 0,
	});
	expect(outcome.overlappingCalls).toBe(0);
}

beforeAll(() => {
	directory = mkdtempSync(join(tmpdir(), "assay-slot-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("nobody is in an engine after draining, with and without membarrier", () => {
	const program = build("plain", ["-O2"]);
	expectClean(run(program, 6, 600, ["0", "0", "epoch"]), 600);
	const fenced = run(program, 6, 600, ["1", "0", "epoch"]);
	expect(fenced.asymmetric).toBe(0);
	expectClean(fenced, 600);
});

test("no caller slips in between closing the gate and draining", () => {
	const program = build("hasty", ["-O2", "-DNEVER_PAUSE"]);
	for (const threads of [1, 2]) {
		expectClean(run(program, threads, 150_000, ["0", "0", "epoch"]), 150_000);
	}
});

test("an engine that is not thread-safe sees one call at a time", () => {
	expectClean(run(build("serialized", ["-O2"]), 6, 300, ["0", "1", "epoch"]), 300);
});

test("the sanitizers find no race and no use of a freed engine", () => {
	const address = build("address", ["-O1", "-fsanitize=address,undefined"]);
	expectClean(run(address, 4, 150, ["0", "0", "epoch"]), 150);
	const thread = build("thread", ["-O1", "-fsanitize=thread"]);
	expectClean(run(thread, 4, 150, ["0", "0", "epoch"]), 150);
});

test("negative control: the sleeping manager retires engines with callers inside", () => {
	const outcome = run(build("sleeping", ["-O2"]), 6, 60, ["0", "0", "sleeping"]);
	expect(outcome.retiredWithCallers).toBeGreaterThan(0);
});
