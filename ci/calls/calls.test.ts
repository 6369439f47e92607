import { expect, test } from "bun:test";
import { join } from "node:path";

const script = join(import.meta.dir, "..", "calls.ts");

test.each([["timed read batch of 32"], ["queue turn of 32"], ["verify 4 KiB"]])(
	"%s is measured",
	(name) => {
		const child = Bun.spawnSync([process.execPath, script, "--only", name]);
		expect(child.stderr.toString()).toBe("");
		expect(child.stdout.toString()).toMatch(new RegExp(`${name} .*[nµ]s/iter`));
		expect(child.stdout.toString()).not.toContain("error");
		expect(child.exitCode).toBe(0);
	},
);

test("an option that it doesn't know is refused", () => {
	const child = Bun.spawnSync([process.execPath, script, "--quick"]);
	expect(child.stderr.toString()).toContain('not "--quick"');
	expect(child.exitCode).not.toBe(0);
});
