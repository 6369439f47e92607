import { describe, expect, test } from "bun:test";
import { lineAt, sourceFile } from "./tidy-source.ts";

const bare = (text: string, path = "a.ts") => sourceFile(path, text).bare;
const uncommented = (text: string) => sourceFile("a.ts", text).uncommented;

describe("sourceFile", () => {
	test("blanks comments and strings, keeps length and lines", () => {
		const text = 'a; // "x" {\n/* {\n */ b("{\\"", \'}\');\n';
		expect(bare(text)).toBe("a;         \n    \n    b(\"   \", ' ');\n");
		expect(uncommented(text)).toBe('a;         \n    \n    b("{\\"", \'}\');\n');
	});

	test("templates: the text is blanked, the holes are code, also nested", () => {
		const hole = (code: string) => `$\{${code}}`;
		const text = `\`a{${hole(`b({c: \`d}${hole("e")}\`})`)}f}\`;g`;
		expect(bare(text)).toBe(`\`  ${hole(`b({c: \`  ${hole("e")}\`})`)}  \`;g`);
		expect(bare("`//`; a")).toBe("`  `; a");
	});

	test("regular expressions are told from division", () => {
		expect(bare("x = /[/{]\\/}/g.test(y);")).toBe("x = /       /g.test(y);");
		expect(bare("a / b / {c}")).toBe("a / b / {c}");
		expect(bare('return /"/;')).toBe("return / /;");
	});

	test("C has no templates and no regular expressions", () => {
		expect(bare("char c = '\"'; x = a /b; /* } */", "a.c")).toBe("char c = ' '; x = a /b;        ");
	});

	test("a file cut off anywhere ends without an error", () => {
		const text = `f(\`a$\{b("c")}\` /* d */ + /e/);`;
		for (let length = 0; length <= text.length; length++) {
			expect(bare(text.slice(0, length))).toHaveLength(length);
		}
	});
});

test("lineAt counts from 1", () => {
	expect([0, 1, 2, 3, 4].map((index) => lineAt("a\n\nb\n", index))).toEqual([1, 1, 2, 3, 3]);
});
