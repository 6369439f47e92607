import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/**
 * The chromium that is installed, driven as a reader would use it. Without one the tests that need
 * it are skipped, and one of them says which package to install; .ci/run installs it, and counts a
 * skip as failed.
 */
const path = Bun.which("chromium") ?? Bun.which("chromium-browser") ?? Bun.which("google-chrome");
export const lacking = path === null ? "could not run: install the package chromium" : undefined;

/** Where pictures of the last run are kept. */
const pictures = resolve(import.meta.dir, "../../build/test-results/browser");

export async function launch(): Promise<Browser> {
	if (path === null) throw new Error("there is no chromium");
	// Its sandbox does not run as root; the pages are ours, and hostile ones run no script.
	const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
	return await chromium.launch({
		executablePath: path,
		args: [...sandbox, "--disable-dev-shm-usage", "--disable-gpu"],
	});
}

export interface Watched {
	readonly page: Page;
	/** Whatever the browser had to say: console, errors, dialogs, and what it wanted to load. */
	readonly complaints: string[];
}

/** A page whose every complaint is kept. `allowed`: how addresses begin that it may load. */
export async function watch(
	browser: Browser,
	allowed: string,
	options: BrowserContextOptions = {},
): Promise<Watched> {
	const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on("console", (message) => complaints.push(`console: ${message.text()}`));
	page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
	page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
	page.on("dialog", (dialog) => {
		complaints.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on("request", (request) => {
		if (!request.url().startsWith(allowed)) complaints.push(`wanted ${request.url()}`);
	});
	return { page, complaints };
}

/** Keeps a picture of what the reader sees. */
export async function keepPicture(page: Page, name: string): Promise<void> {
	mkdirSync(pictures, { recursive: true });
	await page.screenshot({ path: resolve(pictures, `${name}.png`) });
}

/** Keeps what a printer would get; returns its bytes. */
export async function keepPaper(page: Page, name: string): Promise<number> {
	mkdirSync(pictures, { recursive: true });
	const data = await page.pdf({ path: resolve(pictures, `${name}.pdf`), format: "A4" });
	return data.length;
}
