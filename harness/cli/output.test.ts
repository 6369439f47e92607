import { expect, test } from "bun:test";
import { join } from "node:path";
import { columnsOf } from "./output.ts";

const script = `
const { dlopen } = require("bun:ffi");
const { fcntl } = dlopen("libc.so.6", { fcntl: { args: ["i32", "i32", "i32"], returns: "i32" } }).symbols;
fcntl(1, 4, 0o4000 | 1);
const { printJson } = await import(${JSON.stringify(join(import.meta.dir, "output.ts"))});
await printJson("x".repeat(1_000_000));
process.exit(0);`;

test("a document larger than a non-blocking pipe arrives whole, however late it is read", async () => {
	const child = Bun.spawn(
		["sh", "-c", '"$0" -e "$1" | { sleep 0.3; cat; }', process.execPath, script],
		{
			stdout: "pipe",
		},
	);
	expect((await new Response(child.stdout).text()).length).toBe(1_000_003);
	expect(await child.exited).toBe(0);
});

test.each([
	[{ columns: 80 }, "60", 80],
	[{}, "60", 60],
	[{}, undefined, 100],
	[{}, "0", 100],
	[{}, "wide", 100],
])("a report on %p with COLUMNS=%p has %d columns", (stream, exported, columns) => {
	const before = process.env.COLUMNS;
	try {
		if (exported === undefined) delete process.env.COLUMNS;
		else process.env.COLUMNS = exported;
		expect(columnsOf(stream)).toBe(columns);
	} finally {
		if (before === undefined) delete process.env.COLUMNS;
		else process.env.COLUMNS = before;
	}
});
