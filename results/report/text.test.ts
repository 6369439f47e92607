import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { clip, safe, width, wrap, wrapCommand } from "./text.ts";

describe("safe", () => {
	test("shows what a terminal would obey or hide", () => {
		expect(safe("a\u001b[31mred\u001b[0m")).toBe("a\\x1b[31mred\\x1b[0m");
		expect(safe("\u001b]0;title\u0007")).toBe("\\x1b]0;title\\x07");
		expect(safe("\u009b31m")).toBe("\\x9b31m");
		expect(safe("two\nlines\r\tand\u2028more")).toBe("two\\nlines\\r\\tand\\u{2028}more");
		expect(safe("abc\u202egpj.exe")).toBe("abc\\u{202e}gpj.exe");
		expect(safe("in\u200bvisible\ufeff")).toBe("in\\u{200b}visible\\u{feff}");
		expect(safe("half \ud800 pair")).toBe("half \\u{d800} pair");
		expect(safe("plain 日本語 é")).toBe("plain 日本語 é");
	});

	test("cuts a flood and says how much is missing", () => {
		const flood = safe("x".repeat(1 << 20), 100);
		expect(flood).toBe(`${"x".repeat(100)}... (${(1 << 20) - 100} more)`);
	});

	test("leaves no control character of any text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
				expect(/[\p{Cc}\p{Cs}\u2028\u2029\u202e]/u.test(safe(text))).toBe(false);
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});

describe("layout", () => {
	test("clip marks the cut and counts columns, not characters", () => {
		expect(clip("nvme-uring", 10)).toBe("nvme-uring");
		expect(clip("nvme-uring", 6)).toBe("nvme-…");
		expect(width(clip("日本語日本語", 5))).toBeLessThanOrEqual(5);
	});

	test("wrap loses no word and stays within the columns", () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ minLength: 1, maxLength: 60 }), { maxLength: 12 }),
				fc.integer({ min: 20, max: 100 }),
				(words, columns) => {
					const text = words.map((word) => safe(word)).join(" ");
					const lines = wrap(text, columns, "  ");
					for (const line of lines) {
						expect(width(line)).toBeLessThanOrEqual(columns);
					}
					const letters = (of: string) => of.replaceAll(" ", "");
					expect(letters(lines.join(""))).toBe(letters(text));
				},
			),
			{ seed: 2, numRuns: 300 },
		);
	});

	test("a wrapped command is the same command to a shell", () => {
		const command = `printf '%s|' replay "a b  c" --engine-config '{"device": "/x  y"}' --seed 42 a\\ b`;
		const lines = wrapCommand(command, 40);
		expect(lines.length).toBeGreaterThan(2);
		const run = (script: string) => Bun.spawnSync(["sh", "-c", script]).stdout.toString();
		expect(run(lines.join("\n"))).toBe(run(command));
		expect(run(command)).toContain("a b  c|");
	});

	test("a command that can't be read as words is left whole", () => {
		expect(wrapCommand("", 40)).toEqual(["  "]);
	});
});
