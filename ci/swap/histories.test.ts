import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runRecordSchema, type SwapResult } from "../../results/schema/index.ts";

setDefaultTimeout(240_000);

/** The drill on the command line, where the checkers of suites/model give their opinion too. */
const root = join(import.meta.dir, "..", "..");
const out = mkdtempSync(join(root, "build", "swap-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

function swap(engine: string): SwapResult {
	const words = ["swap", engine, "--only", "swap.every-moment", "--json", "--out", out];
	const ended = Bun.spawnSync([process.execPath, "harness/cli/main.ts", ...words], {
		cwd: root,
		stdout: "pipe",
		stderr: "pipe",
		timeout: 90_000,
		killSignal: "SIGKILL",
	});
	const record = runRecordSchema.parse(JSON.parse(ended.stdout.toString()));
	const [result] = record.engines.flatMap(({ swaps }) => swaps);
	if (result === undefined) throw new Error(ended.stderr.toString());
	return result;
}

test("the checkers agree with the drill that an honest engine's history is linearizable", () => {
	const result = swap("build/engines/nvme-batch.so");
	expect(result.verdict).toBe("pass");
	const { history } = result.details as { history: { kind: string; operations: number } };
	expect(history.kind).toBe("linearizable");
	expect(history.operations).toBe((result.acknowledgedWrites ?? 0) + (result.reads ?? 0));
});

test("and that one of an engine that loses batches at the hand-over is not", () => {
	const result = swap("build/defective/36d-batched-writes-lost-at-swap.so");
	expect(result.verdict).toBe("fail");
	expect(result.lostWrites).toBeGreaterThan(0);
	expect(result.details).toMatchObject({ history: { kind: "violation" } });
});
