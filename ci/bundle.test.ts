import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundledPath, root, scripts } from "../harness/contract/scripts.ts";

// Its sources' directories were written into the bundle: it took itself for the sources, looked at
// all of them at each start and ran its Workers from them, whatever they were by then.
test.each([...scripts])("the bundle of %s knows no directory of its sources", (script) => {
	const path = bundledPath(script);
	expect(existsSync(path)).toBe(true);
	const text = readFileSync(path, "utf8");
	for (const room of ["harness", "suites", "results"]) expect(text).not.toContain(join(root, room));
});
