import { describe, expect, test } from "bun:test";
import type { Capability, PreparedEngine } from "../contract/index.ts";
import { tellApart } from "./names.ts";
import { pairKind, shareFormat, swapPairs } from "./pairs.ts";

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

	test("all pairs of one format: each of the four for each of the others", () => {
		const names = ["memory", "nvme", "nvme-batch", "nvme-pool", "nvme-uring"];
		const pairs = swapPairs(
			names.map((name) => engine(name)),
			"built-in-all",
		);
		const said = pairs.map(({ from, to }) => `${names[from]} ${names[to]}`);
		expect(new Set(said).size).toBe(12);
		expect(said.some((pair) => pair.includes("memory"))).toBe(false);
		expect(pairs.every(({ from, to }) => from !== to)).toBe(true);
		expect(shareFormat(["nvme", "nvme-pool", "nvme-uring"])).toBe(true);
		for (const words of [
			["nvme", "memory"],
			["nvme", "nvme"],
			["nvme", "./nvme-pool.so"],
		]) {
			expect(shareFormat(words)).toBe(false);
		}
	});

	test("engines that need not share a format are reloaded to themselves, if they can", () => {
		expect(swapPairs([engine("a"), engine("b", []), engine("c")], "separate")).toEqual([
			{ from: 0, to: 0 },
			{ from: 2, to: 2 },
		]);
		expect(swapPairs([engine("b", [])], "separate")).toEqual([]);
	});
});

test("which pairs a command line asks for", () => {
	const kind = (command: string, engines: string[], depth: "quick" | "certification") =>
		pairKind(command, { engines }, { depth });
	const three = ["nvme", "nvme-pool", "nvme-uring"];
	expect(kind("certify", [], "certification")).toBe("built-in-all");
	expect(kind("swap", [], "quick")).toBe("built-in");
	expect(kind("swap", three, "quick")).toBe("built-in-all");
	expect(kind("certify", three, "certification")).toBe("separate");
	expect(kind("swap", ["nvme", "memory", "./a.so"], "quick")).toBe("separate");
	expect(kind("swap", ["a.so", "b.so"], "quick")).toBe("named-pair");
	expect(kind("swap", ["nvme"], "quick")).toBe("separate");
	expect(pairKind("swap", { engines: three, baseline: "nvme" }, { depth: "quick" })).toBe(
		"baseline",
	);
});

test("builds of one name are told apart, others keep their names", () => {
	const named = (engines: PreparedEngine[], baseline?: number) =>
		tellApart(engines, baseline).map(({ file }) => file.descriptor.name);
	expect(named([engine("a"), engine("b"), engine("a")], 2)).toEqual(["a", "b", "a (baseline)"]);
	expect(named([engine("a"), engine("a"), engine("a")])).toEqual(["a", "a (2)", "a (3)"]);
	expect(named([engine("a"), engine("b")], 1)).toEqual(["a", "b"]);
});
