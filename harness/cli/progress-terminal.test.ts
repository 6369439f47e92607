/** On a real terminal: what is rewritten, what never is, and what Ctrl-C leaves on the screen. */
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseRecord } from "../../results/schema/index.ts";

const root = join(import.meta.dir, "..", "..");
// On the repository's disk and not in /tmp, which may be a tmpfs without O_DIRECT.
const scratch = mkdtempSync(join(root, "build", "terminal-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const erase = "\r\u001b[K";

function start(name: string, words: readonly string[], environment: Record<string, string> = {}) {
	const out = join(scratch, name);
	const { NO_COLOR: _, ...inherited } = process.env;
	let text = "";
	const main = join(root, "harness", "cli", "main.ts");
	const child = Bun.spawn([process.execPath, main, ...words, "--out", out], {
		env: { ...inherited, TERM: "xterm", ...environment },
		terminal: { cols: 100, rows: 24, data: (_, bytes) => (text += Buffer.from(bytes)) },
	});
	return { child, out, text: () => text };
}

/** What a terminal shows in the end: `\r` and the erasing of a line are all it has to know. */
function screen(text: string): string[] {
	return text
		.split("\n")
		.map((line) => line.split(erase).at(-1)?.split("\r").filter(Boolean).at(-1) ?? "");
}

test("Ctrl-C restores the line, and the record so far is kept", async () => {
	const { child, out, text } = start("interrupted", ["test", "memory", "--profile", "soak"]);
	while (child.exitCode === null && !text().includes(`${erase}[`)) await Bun.sleep(20);
	child.terminal?.write("\u0003");
	expect(await child.exited).toBe(130);
	const lines = screen(text());
	expect(lines.filter((line) => /^\[[#.]+\]/.test(line))).toEqual([]);
	expect(lines.some((line) => line.startsWith("assay: interrupted; stopping"))).toBe(true);
	expect(text()).toContain("interrupted: the rest is missing");
	for (const hidden of ["\u001b[?25l", "\u001b[?1049h"]) expect(text()).not.toContain(hidden);
	// The history lies beside the run, and a directory is listed in no order.
	const [run = ""] = readdirSync(out).filter((name) => name.includes("-test-"));
	const path = join(out, run, "record.json");
	expect(existsSync(path)).toBe(true);
	const record = parseRecord(readFileSync(path, "utf8"));
	expect(record).toMatchObject({ ok: true, record: { complete: false } });
});

test.each([
	["NO_COLOR", { NO_COLOR: "1" }],
	["TERM=dumb", { TERM: "dumb" }],
])("%s: no escape sequence, not even of the bar", async (name, environment) => {
	const words = ["test", "memory", "--only", "abi.stats-size"];
	const { child, text } = start(name, words, environment);
	await child.exited;
	expect(text()).toContain("1/1: memory abi.stats-size");
	expect(text()).not.toContain("\u001b");
	const wide = text()
		.split(/\r?\n/)
		.filter((line) => line.length > 100 && !line.includes("/"));
	expect(wide).toEqual([]);
});
