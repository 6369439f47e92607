import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import golden from "../../engines/abi/layout.golden.json";
import { layouts } from "./layout.ts";

type Golden = Record<string, { size: number; fields: Record<string, { offset: number }> }>;
const abi = join(import.meta.dir, "..", "..", "engines", "abi");

test("TypeScript's layouts equal the golden file", () => {
	for (const [name, layout] of Object.entries(layouts)) {
		const expected = (golden as Golden)[name];
		expect(layout.size as number, name).toBe(expected?.size ?? -1);
		const offsets = Object.entries(expected?.fields ?? {}).map(([field, at]) => [field, at.offset]);
		const found: Record<string, number> = layout.fields;
		expect(found, name).toEqual(Object.fromEntries(offsets));
	}
});

test("the golden file equals what this machine's compiler makes of the header", () => {
	const directory = mkdtempSync(join(tmpdir(), "assay-layout-"));
	const program = join(directory, "layout");
	try {
		const source = join(abi, "layout.c");
		const compiled = Bun.spawnSync(["cc", "-std=c11", "-I", abi, source, "-o", program]);
		expect(compiled.stderr.toString()).toBe("");
		const printed = Bun.spawnSync([program]).stdout.toString();
		expect(JSON.parse(printed)).toEqual(golden);
	} finally {
		rmSync(directory, { recursive: true });
	}
});
