// Power cuts at every event of recorded runs: the on-disk format opens and keeps what was flushed.
// The method, and what it does not cover, is in crash/sweep.h.

import { beforeAll, describe, expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { buildSanitized } from "./build.ts";

const program = join(resolve(import.meta.dir, ".."), "build", "sanitized", "crash-sweep");
const seeds = [1, 2, 3] as const;

async function sweep(...options: readonly (string | number)[]) {
	const child = Bun.spawn([program, ...options.map(String)], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
		timeout: 50_000,
		killSignal: "SIGKILL",
	});
	const [stdout, stderr, code] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { stdout, stderr, code };
}

beforeAll(async () => {
	const report = await buildSanitized();
	expect(report.failures).toEqual([]);
}, 300_000);

describe.each(seeds.map((seed) => [seed] as const))("seed %d", (seed) => {
	for (const durability of ["flush", "write"] as const) {
		test(`durable at ${durability}: every cut opens, and keeps what was promised`, async () => {
			const { stdout, stderr, code } = await sweep(durability, seed, 80);
			expect(stderr).toBe("");
			expect(stdout).toMatch(/^\d{3,} events, \d{4,} cuts, no violation\n$/);
			expect(code).toBe(0);
		}, 60_000);
	}

	test("negative control: with syncs that do nothing a violation is found", async () => {
		const { stderr, code } = await sweep("flush", seed, 80, "drop-syncs");
		expect(stderr).toContain(`seed ${seed}: cut after event`);
		expect(code).toBe(1);
	}, 60_000);
});
