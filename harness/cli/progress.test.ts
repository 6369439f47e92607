import { describe, expect, test } from "bun:test";
import { nasty } from "../../results/report/hostile.ts";
import { Progress } from "./progress.ts";

function record(isTTY: boolean, live = isTTY) {
	let text = "";
	let nowMs = 0;
	const stream = { isTTY, columns: 60, write: (part: string) => (text += part) };
	const progress = new Progress(stream, { live, nowMs: () => nowMs });
	const pass = (ms: number) => {
		nowMs += ms;
	};
	return { progress, text: () => text, pass };
}

const finished = (verdict: string, message = "as asked", id = "data.x") =>
	({ kind: "finished", engine: "e", id, verdict, message, durationMs: 1 }) as const;

const task = (id = "data.x", expectedMs = 1) =>
	({ kind: "task", engine: "e", id, expectedMs }) as const;

const lastDrawn = (text: string) => text.split("\r\u001b[K").at(-1) ?? "";

describe("progress", () => {
	test.each([
		["elsewhere than on a terminal", record(false, true)],
		["on a terminal that wants no escape sequences", record(true, false)],
	])("%s it is about ten whole lines", (_, { progress, text }) => {
		progress.report({ kind: "started", total: 200 });
		for (let index = 0; index < 200; index++) {
			progress.report(task());
			progress.report(finished("pass"));
		}
		progress.end();
		const lines = text().split("\n").filter(Boolean);
		expect(lines).toHaveLength(10);
		expect(lines.at(-1)).toStartWith("200/200");
		for (const control of ["\u001b", "\r"]) expect(text()).not.toContain(control);
	});

	test("every failure has its line, however its message and its engine's name look", () => {
		const { progress, text } = record(false);
		progress.report({ kind: "started", total: 100 });
		progress.report(finished("crashed", "died\nof \u001b[31mSIGSEGV"));
		progress.report(finished("could-not-run"));
		progress.report({ ...finished("error", "harness"), engine: "\u001b]0;x\u0007\u202e" });
		const lines = text().split("\n").filter(Boolean);
		expect(lines).toEqual([
			"crashed: e data.x: died of \\x1b[31mSIGSEGV",
			"error: \\x1b]0;x\\x07\\u{202e} data.x: harness",
		]);
	});

	test("on a terminal one line is rewritten, never wider than it, and gone at the end", () => {
		const { progress, text } = record(true);
		progress.report({ kind: "started", total: 4 });
		for (const id of ["x".repeat(200), "日本語".repeat(40)]) progress.report(task(id));
		progress.report(finished("pass"));
		progress.end();
		expect(text()).not.toContain("\n");
		const drawn = text().split("\r\u001b[K");
		for (const line of drawn) expect(Bun.stringWidth(line)).toBeLessThan(60);
		expect(drawn.at(-1)).toBe("");
	});

	test("tells what runs, how many beside it, and the round", () => {
		const { progress, text } = record(true);
		progress.report({ kind: "started", total: 4 });
		progress.report(task("data.a"));
		progress.report(task("data.b"));
		expect(lastDrawn(text())).toBe("[....................] 0/4: e data.b +1");
		progress.report(finished("pass", "", "data.b"));
		expect(lastDrawn(text())).toBe("[#####...............] 1/4, about 1 s left: e data.a");
		progress.report({ ...task("load"), round: "round 3/40" });
		expect(lastDrawn(text())).toContain(" left, round 3/40: e ");
		progress.end();
	});

	test("the time left follows what is expected, corrected by what was taken", () => {
		const { progress, text, pass } = record(true);
		progress.report({ kind: "started", total: 3, expectedMs: 1000 });
		progress.report(task("data.a", 100));
		expect(lastDrawn(text())).not.toContain("left");
		pass(20_000);
		progress.report(finished("pass", "", "data.a"));
		expect(lastDrawn(text())).toBe("[##..................] 1/3, about 3 min left: e data.a");
		progress.end();
	});

	test("a line said meanwhile neither runs into the bar nor leaves half of it", () => {
		const { progress, text } = record(true);
		progress.report({ kind: "started", total: 2 });
		progress.report(task("data.long-name"));
		progress.say("assay: interrupted");
		progress.report(task("data.b"));
		progress.end();
		progress.end();
		const seen = text().split("\n")[0]?.split("\r\u001b[K").at(-1);
		expect(seen).toBe("assay: interrupted");
		expect(text()).toEndWith("e data.b +1\r\u001b[K");
	});

	test.each([true, false])("nothing of a hostile engine reaches it (terminal: %p)", (isTTY) => {
		for (const hostile of nasty) {
			const { progress, text } = record(isTTY);
			const named = { engine: hostile, id: hostile };
			progress.report({ kind: "started", total: 2 });
			progress.report({ ...task(), ...named });
			progress.report({ kind: "note", message: hostile });
			progress.report({ ...finished("crashed", hostile), ...named });
			progress.report({ ...task(), ...named });
			progress.end();
			const own = ["\r\u001b[K", "\u001b[31m", "\u001b[0m", "\n"];
			const rest = own.reduce((shown, each) => shown.replaceAll(each, ""), text());
			expect(/[\p{Cc}\p{Cs}\u202e\u2028\ufffe]/u.test(rest)).toBe(false);
			expect(text().length).toBeLessThan(10_000);
		}
	});
});
