import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { sampleEngine, sampleRecord, sampleWorkload } from "../../results/schema/sample.ts";
import { writeRecord } from "../../results/store/index.ts";
import { keepPicture, lacking, launch, watch } from "./chromium.ts";

/** `assay report --serve`, read by clicking: runs, a series with its change, a run's report. */
const inBrowser = test.skipIf(lacking !== undefined);
const launcher = resolve(import.meta.dir, "../assay");
const cwd = mkdtempSync(join(tmpdir(), "assay-browser-serve-"));
let browser: Browser;
beforeAll(async () => {
	if (lacking === undefined) browser = await launch();
});
afterAll(async () => {
	await browser?.close();
	rmSync(cwd, { recursive: true, force: true });
});

/** Thirty runs; a tenth slower from the 17th on. */
function fill(): void {
	const paths = Array.from({ length: 30 }, (_, index) => {
		const iops = 12_000 * (index < 16 ? 1 : 0.9) * (1 + 0.01 * Math.sin(index * 2.4));
		const workloads = [sampleWorkload({ iops })];
		const engines = [sampleEngine({ version: `1.${index}`, workloads })];
		const startedAt = new Date(Date.UTC(2026, 2, 1 + index)).toISOString();
		const record = sampleRecord({ seed: index, startedAt, profile: "of-the-lab", engines });
		return writeRecord(join(cwd, `run-${index}`), record);
	});
	const words = ["sh", launcher, "history", "import", ...paths, "--out", "."];
	const { exitCode, stderr } = Bun.spawnSync(words, { cwd, stdin: "ignore" });
	expect([exitCode, stderr.toString()]).toEqual([0, ""]);
}

inBrowser("a reader gets from the runs to a change, and to the run that it came with", async () => {
	fill();
	const words = ["sh", launcher, "report", "--serve", "--out", "."];
	const child = Bun.spawn(words, { cwd, stdin: "ignore", stdout: "pipe", stderr: "ignore" });
	try {
		const { value } = await child.stdout.getReader().read();
		const address = new TextDecoder().decode(value).trim();
		const { page, complaints } = await watch(browser, address);
		await page.goto(address);
		expect(await page.locator("tbody tr").count()).toBe(30);
		await page.getByRole("link", { name: "trends" }).click();
		await page.locator("tr", { hasText: "iops" }).getByRole("link").click();
		await page.locator("svg .marker").waitFor({ state: "attached" });
		const dots = await page.locator("svg .dots").getAttribute("d");
		expect(dots?.split("h0")).toHaveLength(31);
		await keepPicture(page, "trend");
		const change = page.locator("li", { hasText: "%" }).getByRole("link");
		expect(await change.count()).toBe(1);
		await change.click();
		expect(await page.locator("h1").textContent()).toContain("PASS");
		await page.getByRole("link", { name: "engines" }).click();
		expect(await page.locator("h1").textContent()).toBe("Engines");
		expect(complaints).toEqual([]);
		await page.context().close();
	} finally {
		child.kill("SIGINT");
	}
	expect(await child.exited).toBe(0);
});
