import { describe, expect, test } from "bun:test";
import type { Capability, PreparedEngine } from "../contract/index.ts";
import { tellApart } from "./names.ts";
import { swapPairs } from "./pairs.ts";

function engine(name: string, capabilities: Capability[] = ["swap"]): PreparedEngine {
	return {
		file: {
			path: `/${name}.so`,
			digest: name,
			fileBytes: 1,
			descriptor: {
				name,
				vendor: "",
				build: "",
				version: "1.0.0",
				abiVersion: { major: 1, minor: 0 },
				capabilities,
				guarantees: [],
				blockBytesMin: 512,
				blockBytesMax: 4096,
				bufferAlignment: 512,
			},
		},
		findings: [],
	};
}

describe("swap pairs", () => {
	test("a candidate is swapped for its baseline and back", () => {
		const engines = [engine("one"), engine("two"), engine("baseline")];
		expect(swapPairs(engines, "baseline")).toEqual([
			{ from: 2, to: 0 },
			{ from: 0, to: 2 },
			{ from: 2, to: 1 },
			{ from: 1, to: 2 },
		]);
	});

	test("the built-in engines of one format are swapped, memory with nobody", () => {
		const engines = [engine("memory", []), engine("nvme"), engine("nvme-uring")];
		expect(swapPairs(engines, "built-in")).toEqual([
			{ from: 1, to: 2 },
			{ from: 2, to: 1 },
		]);
	});

	test("engines that need not share a format are reloaded to themselves, if they can", () => {
		expect(swapPairs([engine("a"), engine("b", []), engine("c")], "separate")).toEqual([
			{ from: 0, to: 0 },
			{ from: 2, to: 2 },
		]);
		expect(swapPairs([engine("b", [])], "separate")).toEqual([]);
	});
});

test("builds of one name are told apart, others keep their names", () => {
	const named = (engines: PreparedEngine[], baseline?: number) =>
		tellApart(engines, baseline).map(({ file }) => file.descriptor.name);
	expect(named([engine("a"), engine("b"), engine("a")], 2)).toEqual(["a", "b", "a (baseline)"]);
	expect(named([engine("a"), engine("a"), engine("a")])).toEqual(["a", "a (2)", "a (3)"]);
	expect(named([engine("a"), engine("b")], 1)).toEqual(["a", "b"]);
});
