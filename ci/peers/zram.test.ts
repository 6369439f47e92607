import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { openZram, ZramLacking } from "./zram.ts";

const isThere = (path: string): boolean => existsSync(join("/sys/block", basename(path)));

async function isGone(path: string): Promise<boolean> {
	for (const giveUpAt = performance.now() + 20_000; performance.now() < giveUpAt; ) {
		if (!isThere(path)) return true;
		await Bun.sleep(5);
	}
	return false;
}

/** Not skipped where there is none: what is said then is tested. */
test("zram devices are removed, also when their user is killed; or the reason is said", async () => {
	const zram = await openZram(2, 1 << 20).catch((error: Error) => error);
	if (zram instanceof Error) {
		expect(zram).toBeInstanceOf(ZramLacking);
		expect(zram.message).toMatch(/needs root|has no zram|no zram device could be made/);
		return;
	}
	expect(zram.paths.map(isThere)).toEqual([true, true]);
	await zram.remove();
	expect(zram.paths.map(isThere)).toEqual([false, false]);

	const module = JSON.stringify(join(import.meta.dir, "zram.ts"));
	const script = `import { openZram } from ${module};
		console.log((await openZram(1, 1 << 20)).paths[0]);
		setInterval(() => {}, 1000);`;
	const user = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
	const { value } = await user.stdout.getReader().read();
	const path = new TextDecoder().decode(value).trim();
	expect(isThere(path)).toBe(true);
	user.kill("SIGKILL");
	expect(await isGone(path)).toBe(true);
});
