/** `assay report --serve` as its users start, read and end it. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sampleEngine, sampleRecord, sampleWorkload } from "../../../results/schema/sample.ts";
import { writeRecord } from "../../../results/store/index.ts";
import { assay, makeDirectory, repository } from "../fixtures/assay.ts";

setDefaultTimeout(240_000);

const directory = makeDirectory("serve");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function fill(): void {
	const files = [1, 2].map((day) => {
		const startedAt = new Date(Date.UTC(2026, 2, day)).toISOString();
		const workloads = [sampleWorkload({ iops: 1000 * day })];
		const engines = [sampleEngine({ name: "<b>&", version: `1.${day}`, workloads })];
		const record = sampleRecord({ seed: day, startedAt, profile: "of-the-lab", engines });
		return writeRecord(join(directory, `run-${day}`), record);
	});
	const imported = assay(["history", "import", ...files, "--out", "."], directory);
	expect([imported.code, imported.stderr]).toEqual([0, ""]);
}

function start(...words: string[]) {
	return Bun.spawn(["sh", join(repository, "ci", "assay"), "report", "--serve", ...words], {
		...{ cwd: directory, stdin: "ignore", stdout: "pipe", stderr: "pipe" },
		env: { ...process.env, NO_COLOR: "1" },
	});
}

/** The first line of stdout, as soon as it is there. */
async function lineOf(stream: ReadableStream<Uint8Array>): Promise<string> {
	let text = "";
	for await (const bytes of stream) {
		text += new TextDecoder().decode(bytes);
		if (text.includes("\n")) break;
	}
	return text.trim();
}

const hrefs = (html: string, pattern: RegExp) =>
	[...html.matchAll(pattern)].map(([, path = ""]) => path.replaceAll("&amp;", "&"));

test("runs, engines and trends lead to each other and to a run's report, until Ctrl-C", async () => {
	fill();
	const child = start("--out", ".");
	try {
		const address = await lineOf(child.stdout);
		expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
		const get = async (path: string) => {
			const response = await fetch(new URL(path, address));
			return { status: response.status, html: await response.text() };
		};
		const { html: runs } = await get("/");
		expect(runs).toContain("&lt;b&gt;&amp; 1.2");
		expect(runs).not.toContain("<b>");
		const [run = ""] = hrefs(runs, /href="(\/runs\/[0-9a-f]{64})"/g);
		expect((await get(run)).html).toContain('id="workloads"');
		const [trends = ""] = hrefs((await get("/engines")).html, /href="(\/trends\?[^"]*)"/g);
		const series = hrefs((await get(trends)).html, /href="(\/series\?[^"]*)"/g);
		const iops = series.find((each) => each.includes("metric=iops")) ?? "";
		expect((await get(iops)).html.match(/\dh0/g)).toHaveLength(2);
		expect((await get(`/runs/${"0".repeat(64)}`)).status).toBe(404);
		expect((await get("/series?engine=x")).status).toBe(404);
		const place = ["--history", "history.sqlite", "--out", "page"];
		const { code } = assay(["report", "run-2", "--format", "html", ...place], directory);
		const report = readFileSync(join(directory, "page", "report.html"), "utf8");
		expect([code, report.includes("randread-4k-qd1 iops: no change point")]).toEqual([0, true]);
		const port = new URL(address).port;
		const words = ["report", "--serve", "--out", ".", "--port", port];
		const taken = assay(words, directory);
		expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("cannot be used")]);
	} finally {
		child.kill("SIGINT");
	}
	expect(await child.exited).toBe(0);
});

test.each([
	[["report"], "needs a RECORD, or --serve"],
	[["report", "--serve", "run-1"], "makes files, and --serve none"],
	[["report", "--serve", "--format", "html"], "makes files, and --serve none"],
	[["report", "run-1", "--format", "html", "--port", "1"], "is about --serve"],
	[["report", "run-1", "--format", "tap", "--history", "x.sqlite"], "is about --format html"],
	[["report", "--serve", "--port", "99999"], "is no port"],
	[["report", "--serve", "--out", "nowhere"], "nowhere"],
])("%p is refused", (words, text) => {
	const { code, stderr } = assay(words, directory);
	expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
});
