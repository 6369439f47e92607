import { expect, test } from "bun:test";
import { join } from "node:path";

const script = join(import.meta.dir, "..", "calls.ts");

test.each([
	["null call"],
	["timed read batch of 256"],
	["queue turn of 32"],
	["lease and release"],
	["verify 4 KiB"],
])("%s is measured", (name) => {
	const child = Bun.spawnSync([process.execPath, script, "--only", name]);
	expect(child.stderr.toString()).toBe("");
	expect(child.stdout.toString()).toMatch(new RegExp(`${name} .*[nµ]s/iter`));
	expect(child.stdout.toString()).not.toContain("error");
	expect(child.exitCode).toBe(0);
});

test("the bar for a histogram record is told with what was measured", () => {
	const child = Bun.spawnSync([process.execPath, script, "--only", "histogram record"]);
	const told = /histogram record: \d+\.\d ns; bar of 8 ns (kept|missed)/.exec(
		child.stdout.toString(),
	);
	expect(child.exitCode).toBe(told?.[1] === "kept" ? 0 : 1);
	expect(told).not.toBeNull();
});
