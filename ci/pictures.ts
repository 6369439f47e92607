/**
 * `npm run pictures`: the README's pictures, from one real run of a defective engine; for the
 * report's it wants chromium. They show what was printed, but for the repository's path.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { lacking, launch } from "./browser/chromium.ts";
import { ansiToSvg } from "./pictures/ansi-svg.ts";

const root = resolve(import.meta.dir, "..");
const pictures = join(root, "ci", "pictures");
const engine = "build/defective/05-offset-in-32-bits.so";
/** Enough to show each part of the report, and little enough for a picture. */
const only = "data.*,randread-4k-qd1,randrw70-4k-qd32,swap.under-load";
const columns = 100;
const pngBytesMost = 300 * 1024;

async function main(): Promise<number> {
	if (lacking !== undefined) {
		console.error(lacking);
		return 3;
	}
	const out = mkdtempSync(join(root, "build", "pictures-"));
	try {
		const words = ["certify", engine, "--profile", "quick", "--only", only];
		const printed = await printedBy([...words, "--no-history", "--format", "html", "--out", out]);
		const [run = ""] = readdirSync(out);
		const tidied = (text: string) =>
			text.replaceAll(`${root}/`, "").replaceAll(relative(root, out), "assay-results");
		const typed = `$ assay ${words.join(" ").replace(" --only", " \\\n    --only")}`;
		const shown = `${typed}\n${tidied(printed)}`;
		writeFileSync(join(pictures, "terminal.svg"), ansiToSvg(shown, "assay certify in a terminal"));
		await photograph(tidied(readFileSync(join(out, run, "report.html"), "utf8")), out);
		return 0;
	} finally {
		rmSync(out, { recursive: true, force: true });
	}
}

/** On a terminal of its own; what is left on it once the progress bar has gone. */
async function printedBy(words: readonly string[]): Promise<string> {
	let text = "";
	// As npm would start it, so that commands are shown as anybody can type them.
	const { NO_COLOR: _, ...inherited } = process.env;
	const env = { ...inherited, TERM: "xterm", npm_lifecycle_event: "assay" };
	const child = Bun.spawn([process.execPath, join(root, "harness/cli/main.ts"), ...words], {
		...{ cwd: root, env },
		terminal: { cols: columns, rows: 50, data: (_, bytes) => (text += Buffer.from(bytes)) },
	});
	const code = await child.exited;
	if (code > 3) throw new Error(`the run ended with exit code ${code}:\n${text}`);
	const report = text.split("\r\u001b[K").at(-1) ?? "";
	return report.replace(/\r?\nassay: (wrote|compare).*$/s, "\n");
}

async function photograph(html: string, directory: string): Promise<void> {
	const page = join(directory, "shown.html");
	writeFileSync(page, html);
	const browser = await launch();
	try {
		const viewport = { width: 1000, height: 1250 };
		const tab = await (await browser.newContext({ viewport, colorScheme: "light" })).newPage();
		await tab.goto(`file://${page}`);
		// Not by the address: that would put the keyboard, and its ring, on the heading.
		await tab.evaluate('document.querySelector("#workloads").scrollIntoView()');
		const png = await tab.screenshot({ type: "png" });
		if (png.length > pngBytesMost) throw new Error(`the picture has ${png.length} bytes`);
		writeFileSync(join(pictures, "report.png"), png);
	} finally {
		await browser.close();
	}
}

process.exitCode = await main();
