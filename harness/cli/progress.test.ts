import { describe, expect, test } from "bun:test";
import { Progress } from "./progress.ts";

function record(isTTY: boolean) {
	let text = "";
	const stream = { isTTY, columns: 60, write: (part: string) => (text += part) };
	return { progress: new Progress(stream), text: () => text };
}

const finished = (verdict: string, message = "as asked", id = "data.x") =>
	({ kind: "finished", engine: "e", id, verdict, message, durationMs: 1 }) as const;

describe("progress", () => {
	test("elsewhere than on a terminal it is about ten whole lines, without escape sequences", () => {
		const { progress, text } = record(false);
		progress.report({ kind: "started", total: 200 });
		for (let index = 0; index < 200; index++) {
			progress.report({ kind: "task", engine: "e", id: "data.x", index, total: 200 });
			progress.report(finished("pass"));
		}
		progress.end();
		const lines = text().split("\n").filter(Boolean);
		expect(lines).toHaveLength(10);
		expect(lines.at(-1)).toStartWith("200/200");
		expect(text()).not.toContain("\u001b");
	});

	test("every failure has its line, however its message looks", () => {
		const { progress, text } = record(false);
		progress.report({ kind: "started", total: 100 });
		progress.report(finished("crashed", "died\nof \u001b[31mSIGSEGV"));
		progress.report(finished("could-not-run"));
		progress.report(finished("error", "harness"));
		const lines = text().split("\n").filter(Boolean);
		expect(lines).toEqual(["crashed: e data.x: died of [31mSIGSEGV", "error: e data.x: harness"]);
	});

	test("on a terminal one line is rewritten, never wider than it, and gone at the end", () => {
		const { progress, text } = record(true);
		progress.report({ kind: "started", total: 4 });
		progress.report({ kind: "task", engine: "e", id: "x".repeat(200), index: 0, total: 4 });
		progress.report(finished("pass"));
		progress.end();
		expect(text()).not.toContain("\n");
		for (const drawn of text().split("\r\u001b[K")) expect(drawn.length).toBeLessThan(60);
		expect(text()).toEndWith("\r\u001b[K");
	});
});
