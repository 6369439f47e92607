import { expect, test } from "bun:test";
import { bindNative, nativeLibraryPath } from "./native.ts";

test("a library that is older than the sources: what lacks, where, and what to do", () => {
	const bind = () => bindNative({ assay_of_tomorrow: { args: [], returns: "void" } });
	expect(bind).toThrow("assay_of_tomorrow");
	expect(bind).toThrow(nativeLibraryPath);
	expect(bind).toThrow("npm run build");
});
