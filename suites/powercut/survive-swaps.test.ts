import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

setDefaultTimeout(240_000);

/** As a user runs it: the drill needs the composition root, which lends it victims and rigs. */
const root = join(import.meta.dir, "..", "..");
const out = mkdtempSync(join(tmpdir(), "assay-survive-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

async function survive(engine: string, drill: string, seed: number) {
	const words = ["swap", `build/defective/${engine}.so`, "--only", drill, "--profile", "quick"];
	const child = Bun.spawn(
		[
			process.execPath,
			"harness/cli/main.ts",
			...words,
			"--seed",
			`${seed}`,
			"--json",
			"--out",
			out,
		],
		{ cwd: root, stdout: "pipe", stderr: "ignore" },
	);
	const record = JSON.parse(await new Response(child.stdout).text());
	return { exitCode: await child.exited, record };
}

test("an honest engine survives being killed in the middle of swaps, and the record says where", async () => {
	const { exitCode, record } = await survive("honest-file", "swap.process-kill", 1);
	const [swap] = record.engines[0].swaps;
	expect(swap).toMatchObject({ verdict: "pass", survives: "process-kill", lostWrites: 0 });
	expect(swap.details.cutsInHandOver).toBeGreaterThan(0);
	expect(swap.acknowledgedWrites).toBeGreaterThan(0);
	expect(swap.stallNsMax).toBeUndefined();
	// Nobody timed a stall, so no gate asks for one.
	const gates: { id: string; result: string }[] = record.gates;
	expect(gates.filter(({ result }) => result !== "pass")).toEqual([]);
	expect(gates.map(({ id }) => id)).not.toContain("swap.stall");
	expect(exitCode).toBe(0);
});
