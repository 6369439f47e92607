import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { OurSide } from "./ours.ts";
import { fidelityRows } from "./rows.ts";
import { openZram, ZramLacking } from "./zram.ts";

const engines = join(import.meta.dir, "..", "..", "build", "engines");
const sizeBytes = 16 << 20;
const isThere = (path: string): boolean => existsSync(join("/sys/block", basename(path)));

async function isGone(path: string): Promise<boolean> {
	for (const giveUpAt = performance.now() + 20_000; performance.now() < giveUpAt; ) {
		if (!isThere(path)) return true;
		await Bun.sleep(5);
	}
	return false;
}

/** Of a device that outruns rings, nvme-uring makes a queue's reads itself. */
async function readsWhatItWrote(path: string): Promise<void> {
	const row = fidelityRows("zram").find(({ id }) => id.startsWith("nvme-uring randwrite qd8"));
	if (row === undefined) throw new Error("no such row");
	const side = await OurSide.open({
		enginePath: join(engines, "nvme-uring.so"),
		nullPath: join(engines, "null.so"),
		workload: { ...row.workload, readPercent: 50 },
		budget: { warmUpMs: 10, measureMs: 100, verifyOneIn: 1 },
		target: { path, kind: "block-device", sizeBytes },
		...{ capacityBlocks: 256, seed: 3 },
	});
	try {
		const { outcome, message, verifiedBlocks } = await side.measure();
		expect([outcome, message]).toEqual(["measured", expect.any(String)]);
		expect(verifiedBlocks).toBeGreaterThan(0);
	} finally {
		await side.close();
	}
}

/** Not skipped where there is none: what is said then is tested. */
test("zram devices are removed, also when their user is killed; or the reason is said", async () => {
	const zram = await openZram(2, sizeBytes).catch((error: Error) => error);
	if (zram instanceof Error) {
		expect(zram).toBeInstanceOf(ZramLacking);
		expect(zram.message).toMatch(/needs root|has no zram|no zram device could be made/);
		return;
	}
	expect(zram.paths.map(isThere)).toEqual([true, true]);
	await readsWhatItWrote(zram.paths[0] ?? "");
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
