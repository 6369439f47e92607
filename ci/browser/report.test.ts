import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { hostileRecord, nasty } from "../../results/report/hostile.ts";
import { toHtml } from "../../results/report/html/page.ts";
import { richRecord } from "../../results/report/html/rich-record.ts";
import type { RunRecord } from "../../results/schema/index.ts";
import { keepPaper, keepPicture, lacking, launch, type Watched, watch } from "./chromium.ts";
import { chartsOf, luminance, tabTo } from "./marks.ts";

/** The HTML report as a person gets to see it: in a real browser, on a screen and on paper. */
const inBrowser = test.skipIf(lacking !== undefined);
const directory = mkdtempSync(join(tmpdir(), "assay-browser-"));
let browser: Browser;
let rich: Watched;
const write = (name: string, record: RunRecord) => {
	const path = join(directory, `${name}.html`);
	const html = toHtml(record);
	writeFileSync(path, html);
	return { address: `file://${path}`, html };
};
beforeAll(async () => {
	if (lacking !== undefined) return;
	browser = await launch();
	const { address } = write("rich", richRecord());
	rich = await watch(browser, address);
	await rich.page.goto(address);
});
afterAll(async () => {
	await browser?.close();
	rmSync(directory, { recursive: true, force: true });
});

inBrowser(`the report opens in chromium (${lacking ?? "installed"})`, async () => {
	expect(await rich.page.title()).toBe("assay fail");
	expect(await rich.page.locator("h1").isVisible()).toBe(true);
});

inBrowser(
	"keyboard: from a red cell to its replay command, and a plot's table opened",
	async () => {
		const { page } = rich;
		const stops = await tabTo(page, ({ tag, text }) => tag === "A" && text === "checks");
		await page.keyboard.press("Enter");
		stops.push(...(await tabTo(page, ({ tag, text }) => tag === "A" && text === "crashed")));
		await page.keyboard.press("Enter");
		expect(await page.locator(":target").textContent()).toContain("data.crash");
		const isReplay = (text: string) => text.startsWith("assay replay");
		stops.push(...(await tabTo(page, ({ tag, text }) => tag === "PRE" && isReplay(text))));
		stops.push(...(await tabTo(page, ({ text }) => text === "as a table")));
		const tables = page.locator("figure details[open] table");
		expect(await tables.count()).toBe(0);
		await page.keyboard.press("Enter");
		expect(await tables.first().isVisible()).toBe(true);
		expect(stops.filter(({ outline }) => outline === "none")).toEqual([]);
		await page.keyboard.press("Enter");
	},
);

inBrowser("no plot is empty, no axis is cut, behind each there is a table", async () => {
	const charts = await chartsOf(rich.page);
	expect(charts).toHaveLength(16);
	for (const chart of charts) {
		expect(chart).toMatchObject({ cutTexts: 0 });
		expect(chart.width).toBeGreaterThan(400);
		expect(chart.height).toBeGreaterThan(80);
		expect(chart.tableCells).toBeGreaterThan(10);
		if (chart.caption.startsWith("Latency over time")) expect(chart.cells).toBeGreaterThan(20);
		else if (chart.caption.startsWith("Conflicting")) expect(chart.bars).toBe(4);
		else expect(chart.curveLength).toBeGreaterThan(300);
	}
});

inBrowser.each(["light", "dark"] as const)("%s, as the reader's system is", async (colorScheme) => {
	const { page } = rich;
	await page.emulateMedia({ colorScheme });
	const { text, ground } = await luminance(page);
	expect(colorScheme === "light" ? ground - text : text - ground).toBeGreaterThan(0.7);
	await page.locator("h1").scrollIntoViewIfNeeded();
	await keepPicture(page, `report-${colorScheme}`);
	await page.locator("#workload-0 figure").first().scrollIntoViewIfNeeded();
	await keepPicture(page, `workload-${colorScheme}`);
});

inBrowser("paper: dark on light whatever the screen is, gates open, no navigation", async () => {
	const { page } = rich;
	await page.emulateMedia({ media: "print", colorScheme: "dark" });
	const { text, ground } = await luminance(page);
	expect(ground - text).toBeGreaterThan(0.9);
	expect(await page.locator("nav").isVisible()).toBe(false);
	expect(await page.getByText("preflight.clean").first().isVisible()).toBe(true);
	expect(await keepPaper(page, "report")).toBeGreaterThan(20_000);
});

inBrowser("the browser had nothing to say about all that", () => {
	expect(rich.complaints).toEqual([]);
});

inBrowser("whatever an engine says, nothing runs, loads or asks", async () => {
	for (const [name, text] of [
		["all", nasty.map((each) => each.slice(0, 100)).join("")],
		["script", "<script>alert(1)</script><img src=x onerror=alert(2)>"],
	] as const) {
		const { address } = write(name, hostileRecord(text));
		const { page, complaints } = await watch(browser, address);
		await page.goto(address);
		expect(await page.locator("script, img, iframe, object, form, link, base").count()).toBe(0);
		expect(complaints).toEqual([]);
		await page.context().close();
	}
});

inBrowser("100 workloads with 10^7 samples: whole, below 2 MiB, and usable", async () => {
	const record = richRecord({ engines: 1, workloads: 100, samples: 100_000, intervals: 60 });
	const started = performance.now();
	const { address, html } = write("large", record);
	const madeMs = performance.now() - started;
	const { page, complaints } = await watch(browser, address);
	const opening = performance.now();
	await page.goto(address);
	const openedMs = performance.now() - opening;
	const bytes = Buffer.byteLength(html);
	// Times are told, not judged: tests share their machine.
	console.log(`made in ${madeMs.toFixed()} ms, ${bytes} bytes, opened in ${openedMs.toFixed()} ms`);
	expect(bytes).toBeLessThan(2 * 1024 * 1024);
	expect(html.includes("further parts")).toBe(false);
	expect(await page.locator("svg").count()).toBeGreaterThan(300);
	await page.locator("td a", { hasText: "randrw99-4k-qd8" }).click();
	await page.locator("#workload-99 svg").first().waitFor({ state: "visible" });
	expect(complaints).toEqual([]);
	await page.context().close();
});
