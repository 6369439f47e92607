import { describe, expect, test } from "bun:test";
import { didYouMean, editDistance, suggest } from "./suggest.ts";

const ids = ["data.read-after-write", "data.delete", "batch.sizes", "swap.under-load"];

describe("suggestions", () => {
	test("typing errors lead to the word that was meant", () => {
		expect(suggest("data.read-afer-write", ids)).toBe("data.read-after-write");
		expect(suggest("batch.size", ids)).toBe("batch.sizes");
		expect(suggest("Data.Delete", ids)).toBe("data.delete");
		expect(suggest("certfiy", ["certify", "test"])).toBe("certify");
	});

	test("a part of the word is enough", () => {
		expect(suggest("read-after-write", ids)).toBe("data.read-after-write");
	});

	test("what is far from everything suggests nothing", () => {
		expect(suggest("xyzzy-plugh", ids)).toBeUndefined();
		expect(suggest("anything", [])).toBeUndefined();
		expect(didYouMean("xyzzy-plugh", ids, "see the list")).toBe("; see the list.");
	});

	test("distance counts insertions, deletions, changes and swapped neighbours", () => {
		expect(editDistance("abc", "abc")).toBe(0);
		expect(editDistance("abc", "ab")).toBe(1);
		expect(editDistance("abc", "axc")).toBe(1);
		expect(editDistance("abc", "acb")).toBe(1);
		expect(editDistance("", "abc")).toBe(3);
		expect(editDistance("kitten", "sitting")).toBe(3);
	});
});
